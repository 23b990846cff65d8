#include "EngineSheet.h"

#include "../../parts/PushButton.h"
#include "../../words/Words.h"
#include "../Captioned.h"
#include "EnginePicker.h"

namespace tonekiln
{

namespace
{

constexpr int rowHeight = 68;
constexpr int markWidth = 11 * space::unit;
constexpr int wide = 560;

juce::String abilitiesOf(const EngineRow& engine)
{
    juce::StringArray can;
    const auto add = [&can](bool able, const char* words)
    {
        if (able)
            can.add(words);
    };
    add(engine.abilities.key, "key");
    add(engine.abilities.negative, "leave out");
    add(engine.abilities.init, "start from a sound");
    add(engine.abilities.continuation, "go on");
    add(engine.abilities.melody, "follow a tune");
    add(engine.abilities.stems, "stems");
    add(engine.abilities.oneShot, "one-shots");
    const auto length =
        "up to " + words::seconds(engine.longestSeconds) + (engine.windows ? " at a time" : "");
    const auto kind = engine.neural ? juce::String("Trained model") : juce::String("Written rules");
    can.insert(0, kind + ", " + length);
    return words::joined(can);
}

} // namespace

/** One engine: a press chooses it; beside it what it takes to have it warm. */
class EngineSheet::Row final : public juce::Button
{
public:
    explicit Row(DraftDesk& shared)
        : juce::Button("engine")
        , desk(shared)
    {
        setMouseClickGrabsKeyboardFocus(false);
        pin.onClick = [this] { desk.actions().pinEngine(engine.name, !engine.pinned); };
        warm.onClick = [this] { desk.actions().loadEngine(engine.name); };
        copy.onClick = [this] { juce::SystemClipboard::copyTextToClipboard(engine.fix); };
        addChildComponent(pin);
        addChildComponent(warm);
        addChildComponent(copy);
    }

    const juce::String& name() const { return engine.name; }

    void show(const EngineRow& row, bool isChosen)
    {
        if (engine == row && chosen == isChosen)
            return;
        engine = row;
        chosen = isChosen;
        setTitle(engine.title);
        setDescription(words::engineFacts(engine) + (chosen ? ", chosen" : ""));
        const bool isWarm = engine.readiness == Readiness::warm;
        pin.setVisible(isWarm);
        pin.setSolid(engine.pinned);
        pin.become(Icon::pin,
                   engine.pinned ? "Kept warm: let it cool when room is needed" : "Keep it warm");
        warm.setVisible(engine.readiness == Readiness::onDisk);
        copy.setVisible(engine.fix.isNotEmpty());
        repaint();
    }

    void resized() override
    {
        const auto right = getLocalBounds().reduced(space::block, 0);
        const auto place = [&right](juce::Component& button, int width)
        {
            button.setBounds(right.withLeft(right.getRight() - width)
                                 .withSizeKeepingCentre(width, space::control));
        };
        place(pin, space::control);
        place(warm, warm.idealWidth());
        place(copy, copy.idealWidth());
    }

    void paintButton(juce::Graphics& g, bool over, bool down) override
    {
        auto area = getLocalBounds();
        if (chosen || over || down)
            drawRaised(g, area.toFloat(), Touch::of(*this));
        if (hasKeyboardFocus(false))
            drawFocusRing(g, area.toFloat());
        drawReadiness(g, area.removeFromLeft(markWidth).toFloat(), engine);
        auto lines =
            area.withTrimmedRight((pin.isVisible() ? 11 : 30) * space::unit).reduced(0, space::gap);
        auto first = lines.removeFromTop(5 * space::unit);
        const auto nameWidth = type::width(type::strong(), engine.title) + space::gap;
        drawLine(g, engine.title, first.removeFromLeft(nameWidth), type::strong(), palette::text);
        if (engine.nonCommercial)
            drawBadge(g, first, "NON-COMMERCIAL", palette::text);
        drawLine(g, words::engineFacts(engine), lines.removeFromTop(4 * space::unit), type::small(),
                 palette::quiet);
        drawLine(g, engine.fix.isNotEmpty() ? "In a terminal: " + engine.fix : abilitiesOf(engine),
                 lines.removeFromTop(4 * space::unit), type::caption(), palette::faint);
    }

private:
    DraftDesk& desk;
    EngineRow engine;
    bool chosen = false;
    IconButton pin{Icon::pin, "Keep it warm"};
    PushButton warm{"Warm it up"};
    PushButton copy{"Copy command"};

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Row)
};

EngineSheet::EngineSheet(DraftDesk& shared)
    : desk(shared)
{
    setTitle("What makes the sound");
    view.setViewedComponent(&list, false);
    view.setScrollBarsShown(true, false);
    view.setWantsKeyboardFocus(false);
    list.addChildComponent(problems);
    addAndMakeVisible(view);
}

EngineSheet::~EngineSheet() = default;

void EngineSheet::show(const EditorState& state)
{
    const auto* chosen = chosenEngine(state);
    const auto count = static_cast<int>(state.engines.size());
    rows.removeLast(juce::jmax(0, rows.size() - count));
    while (rows.size() < count)
    {
        auto* row = rows.add(new Row(desk));
        row->onClick = [this, row] { choose(row->name()); };
        list.addAndMakeVisible(row);
    }
    for (int i = 0; i < count; ++i)
    {
        const auto& engine = state.engines[static_cast<std::size_t>(i)];
        rows[i]->show(engine, &engine == chosen);
    }
    problems.show(state.engineProblems);
    resized();
}

/** The name by value: the edit has every row shown anew, this one too. */
void EngineSheet::choose(juce::String engine)
{
    desk.edit([&engine](RequestDraft& draft) { draft.engine = engine; });
    if (close)
        close();
}

int EngineSheet::listHeight() const
{
    return rows.size() * (rowHeight + space::hair) + problems.idealHeight();
}

juce::Point<int> EngineSheet::idealSize() const
{
    return {wide, juce::jmax(rowHeight + space::hair, listHeight())};
}

void EngineSheet::resized()
{
    view.setBounds(getLocalBounds());
    const bool scrolls = listHeight() > view.getHeight();
    list.setSize(view.getWidth() - (scrolls ? view.getScrollBarThickness() : 0), listHeight());
    auto area = list.getLocalBounds();
    for (auto* row : rows)
    {
        row->setBounds(area.removeFromTop(rowHeight));
        area.removeFromTop(space::hair);
    }
    problems.setBounds(area);
}

} // namespace tonekiln
