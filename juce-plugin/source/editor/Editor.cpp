#include "Editor.h"

#include "ask/engines/EngineSheet.h"
#include "ask/engines/getting/LicenceSheet.h"
#include "ask/engines/getting/TokenSheet.h"
#include "ask/presets/PresetSheet.h"
#include "first_steps/FirstStepsSheet.h"
#include "frame/HeldEvents.h"
#include "look/Palette.h"
#include "look/Spacing.h"
#include "shelf/PlaceSheet.h"

namespace tonekiln
{

namespace
{

constexpr int framesPerSecond = 30;
constexpr int narrowestAsk = 296, widestAsk = 400;
constexpr int largestWidth = 3200, largestHeight = 2000;

} // namespace

Editor::Editor(juce::AudioProcessor& owner, EditorActions& behind)
    : AudioProcessorEditor(owner)
    , actions(behind)
    , keyboard(*this, owner.wrapperType != juce::AudioProcessor::wrapperType_Standalone)
{
    setLookAndFeel(&look);
    setTitle("Tonekiln");
    setOpaque(true);
    int order = 0;
    // The masthead last: a window that gets the keyboard begins with the prompt.
    for (auto* zone : {static_cast<juce::Component*>(&ask), static_cast<Component*>(&now),
                       static_cast<Component*>(&shelf), static_cast<Component*>(&status),
                       static_cast<Component*>(&masthead)})
    {
        zone->setExplicitFocusOrder(++order);
        addAndMakeVisible(zone);
    }
    addChildComponent(sheet);
    ask.onPresets = [this] { openPresets(); };
    ask.onEngines = [this] { openEngines(); };
    now.head().onPlaceElsewhere = [this](const auto& clipIds) { openPlaces(clipIds); };
    shelf.onPlaceElsewhere = [this](const auto& clipIds) { openPlaces(clipIds); };
    shelf.onEditPart = [this](const auto& clipId) { now.editPart(clipId); };
    desk.onEdited = [this] { refresh(); };
    masthead.onMenu = [this](juce::Component& button)
    {
        menu().showMenuAsync(
            juce::PopupMenu::Options().withTargetComponent(button).withParentComponent(this));
    };
    sheet.onOpen = [this](bool open)
    {
        keyboard.holdFor(open ? &sheet : nullptr);
        if (!open && std::exchange(firstStepsOpen, false))
            actions.firstStepsSeen();
        if (!open && std::exchange(questionShown, Asks::nothing) != Asks::nothing)
            actions.declineQuestion();
    };

    actions.editorOpened();
    takeState();
    setResizable(true, true);
    setResizeLimits(smallestWidth, smallestHeight, largestWidth, largestHeight);
    const auto [width, height] = state.window;
    setSize(width > 0 ? juce::jlimit(smallestWidth, largestWidth, width) : usualWidth,
            height > 0 ? juce::jlimit(smallestHeight, largestHeight, height) : usualHeight);
    laidOut = true;
    startTimerHz(framesPerSecond);
}

Editor::~Editor()
{
    stopTimer();
    actions.editorClosed();
    setLookAndFeel(nullptr);
}

void Editor::takeState()
{
    shownVersion = actions.version();
    state = actions.state();
    readTitles();
    desk.take(state.draft);
    masthead.show(state);
    ask.show(state);
    now.show(state);
    shelf.show(state);
    status.show(state);
    sheet.show(state);
    if (state.firstSteps && !std::exchange(firstStepsOffered, true))
        openFirstSteps();
    showQuestion();
}

/** A question has a sheet of its own, which goes once it is answered. */
void Editor::showQuestion()
{
    if (state.question.asks == questionShown)
        return;
    questionShown = Asks::nothing; // what was shown is answered: it is not declined
    if (state.question.asks == Asks::nothing)
        return openEngines(askedAbout);
    askedAbout = state.question.engine;
    std::unique_ptr<SheetContent> content = std::make_unique<TokenSheet>(actions);
    if (state.question.asks == Asks::licence)
        content = std::make_unique<LicenceSheet>(actions);
    sheet.open(std::move(content), state, opener());
    questionShown = state.question.asks;
}

void Editor::readTitles()
{
    for (const auto& engine : state.engines)
        titles[engine.name] = engine.title;
    const auto read = [this](juce::String& name)
    {
        if (const auto known = titles.find(name); known != titles.end())
            name = known->second;
    };
    read(state.job.engine);
    for (auto& clip : state.clips)
        read(clip.engine);
}

void Editor::timerCallback()
{
    if (isShowing())
    {
        keyboard.follow();
        refresh();
    }
    handleHeldEvents();
}

void Editor::refresh()
{
    if (actions.version() != shownVersion)
        return takeState();
    masthead.follow(actions.host());
    now.follow(actions.audition());
    sheet.follow(actions.host());
}

juce::Component* Editor::opener() const
{
    return keyboard.isOurs() ? getCurrentlyFocusedComponent() : nullptr;
}

void Editor::openPresets()
{
    sheet.open(std::make_unique<PresetSheet>(desk), state, opener());
}

void Editor::openEngines(const juce::String& towards)
{
    sheet.open(std::make_unique<EngineSheet>(desk, towards), state, opener());
}

void Editor::openPlaces(const juce::StringArray& clipIds)
{
    sheet.open(std::make_unique<PlaceSheet>(actions, clipIds), state, opener());
}

void Editor::openFirstSteps()
{
    auto steps = std::make_unique<FirstStepsSheet>(desk);
    steps->onGet = [this](const juce::String& engine)
    {
        openEngines(engine);
        actions.getEngine(engine);
    };
    sheet.open(std::move(steps), state, opener());
    firstStepsOpen = true;
}

juce::PopupMenu Editor::menu()
{
    juce::PopupMenu entries;
    entries.addItem("First steps...", [this] { openFirstSteps(); });
    entries.addItem("What makes the sound...", [this] { openEngines(); });
    entries.addItem("Presets...", [this] { openPresets(); });
    entries.addSeparator();
    entries.addItem("Tonekiln " TONEKILN_VERSION, false, false, nullptr);
    return entries;
}

bool Editor::keyPressed(const juce::KeyPress& key)
{
    const auto command = juce::ModifierKeys::commandModifier;
    if (key == juce::KeyPress('f', command, 0))
        shelf.focusSearch();
    else if (key == juce::KeyPress('l', command, 0))
        ask.focusPrompt();
    else
        return keyboard.handOn(key);
    return true;
}

void Editor::paint(juce::Graphics& g)
{
    g.fillAll(palette::ground);
}

void Editor::resized()
{
    auto area = getLocalBounds();
    sheet.setBounds(area);
    masthead.setBounds(area.removeFromTop(Masthead::height));
    status.setBounds(area.removeFromBottom(StatusLine::height));
    area.reduce(space::gap, 0);
    ask.setBounds(area.removeFromLeft(juce::jlimit(narrowestAsk, widestAsk, getWidth() / 3)));
    area.removeFromLeft(space::gap);
    now.setBounds(area.removeFromTop(area.getHeight() * 9 / 20));
    area.removeFromTop(space::gap);
    shelf.setBounds(area);
    if (laidOut)
        actions.rememberWindow({getWidth(), getHeight()});
}

} // namespace tonekiln
