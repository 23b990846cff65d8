#include "AskZone.h"

#include "Captioned.h"

namespace tonekiln
{

class AskZone::Basics final : public juce::Component
{
public:
    explicit Basics(DraftDesk& desk)
        : length(desk)
        , keyAndTempo(desk)
        , takesAndSeed(desk)
        , inputs(desk)
    {
        addAndMakeVisible(length);
        addAndMakeVisible(keyAndTempo);
        addAndMakeVisible(takesAndSeed);
        addAndMakeVisible(inputs);
    }

    void show(const EditorState& state)
    {
        length.show(state);
        keyAndTempo.show(state);
        takesAndSeed.show(state);
        inputs.show(state);
    }

    int idealHeight() const
    {
        return LengthRow::height + 2 * captionedHeight + inputs.idealHeight() + 3 * space::block;
    }

    void resized() override
    {
        auto area = getLocalBounds();
        const auto row = [&area](int height)
        {
            const auto taken = area.removeFromTop(height);
            area.removeFromTop(space::block);
            return taken;
        };
        length.setBounds(row(LengthRow::height));
        keyAndTempo.setBounds(row(captionedHeight));
        takesAndSeed.setBounds(row(captionedHeight));
        inputs.setBounds(row(inputs.idealHeight()));
    }

private:
    LengthRow length;
    KeyAndTempo keyAndTempo;
    TakesAndSeed takesAndSeed;
    Inputs inputs;
};

AskZone::AskZone(DraftDesk& shared)
    : desk(shared)
    , basics(std::make_unique<Basics>(shared))
{
    setTitle("Ask");
    setComponentID("ask");
    prompt.onEnter = [this]
    {
        if (generate.isEnabled() && generate.getTitle() != "Cancel")
            generate.act();
    };
    prompt.onPresets = [this]
    {
        if (onPresets)
            onPresets();
    };
    picker.setComponentID("engine");
    picker.onClick = [this]
    {
        if (onEngines)
            onEngines();
    };
    generate.setComponentID("generate");
    more.setComponentID("more");
    more.setFaced(true);
    more.onClick = [this] { openDrawer(!drawerOpen); };
    middle.setScrollBarsShown(true, false);
    middle.setViewedComponent(basics.get(), false);

    int order = 0;
    for (auto* part : {static_cast<juce::Component*>(&prompt), static_cast<Component*>(&picker),
                       static_cast<Component*>(&middle), static_cast<Component*>(&generate),
                       static_cast<Component*>(&more)})
    {
        part->setExplicitFocusOrder(++order);
        addAndMakeVisible(part);
    }
    addChildComponent(targets);
}

AskZone::~AskZone() = default;

void AskZone::show(const EditorState& state)
{
    const auto* chosen = chosenEngine(state);
    engine = chosen != nullptr ? std::optional(*chosen) : std::nullopt;
    prompt.show(state);
    picker.show(state);
    basics->show(state);
    drawer.show(state);
    generate.show(state);
    fitMiddle();
}

void AskZone::openDrawer(bool open)
{
    drawerOpen = open;
    more.become(open ? Icon::back : Icon::sliders,
                open ? "Back to length, key and takes" : "More: what this engine can do");
    middle.setViewedComponent(open ? static_cast<juce::Component*>(&drawer) : basics.get(), false);
    fitMiddle();
}

void AskZone::fitMiddle()
{
    const auto ideal = drawerOpen ? drawer.idealHeight() : basics->idealHeight();
    const bool scrolls = ideal > middle.getHeight();
    const auto width = middle.getWidth() - (scrolls ? middle.getScrollBarThickness() : 0);
    auto* viewed = middle.getViewedComponent();
    if (viewed->getWidth() != width || viewed->getHeight() != ideal)
        viewed->setSize(width, ideal);
}

void AskZone::resized()
{
    auto area = getLocalBounds().reduced(space::margin);
    auto bottom = area.removeFromBottom(space::primary);
    more.setBounds(bottom.removeFromRight(space::primary));
    bottom.removeFromRight(space::gap);
    generate.setBounds(bottom);
    area.removeFromBottom(space::block);

    // The prompt takes what the controls leave, within what reads well.
    const auto rest = area.getHeight() - EnginePicker::height - 2 * space::block;
    const auto room = rest - basics->idealHeight();
    prompt.setBounds(area.removeFromTop(juce::jlimit(PromptBox::smallest, 280, room)));
    area.removeFromTop(space::block);
    picker.setBounds(area.removeFromTop(EnginePicker::height));
    area.removeFromTop(space::block);
    middle.setBounds(area);
    targets.setBounds(getLocalBounds());
    fitMiddle();
}

void AskZone::paint(juce::Graphics& g)
{
    g.setColour(palette::zone);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::zoneCorner);
}

void AskZone::fileDragEnter(const juce::StringArray& files, int x, int y)
{
    targets.begin(rolesFor(engine ? &*engine : nullptr, files),
                  engine ? engine->title : juce::String("This engine"));
    targets.toFront(false);
    targets.hover({x, y});
}

void AskZone::fileDragMove(const juce::StringArray&, int x, int y)
{
    targets.hover({x, y});
}

void AskZone::fileDragExit(const juce::StringArray&)
{
    targets.setVisible(false);
}

void AskZone::filesDropped(const juce::StringArray& files, int x, int y)
{
    targets.setVisible(false);
    if (const auto role = targets.roleAt({x, y}))
        desk.actions().dropInput(*role, files);
}

} // namespace tonekiln
