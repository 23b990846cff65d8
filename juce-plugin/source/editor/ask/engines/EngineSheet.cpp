#include "EngineSheet.h"

#include "../Captioned.h"

namespace tonekiln
{

namespace
{

constexpr int rowHeight = EngineRowView::height;
constexpr int wide = 620;
constexpr int problemLines = 2;

/** What sounds now, then what suits this machine; of the others those it has room for. That one
    comes changes nothing: after the question of its licence it is where it was asked for. */
int rank(const EngineRow& engine, const EditorState& state)
{
    if (!engine.away())
        return &engine == chosenEngine(state) ? 0 : 1;
    if (engine.name == state.suggestedEngine)
        return 2;
    return engine.fitsMemory ? 3 : 4;
}

juce::String whereToLook(const EditorState& state)
{
    for (const auto& engine : state.engines)
        if (engine.getting)
            return engine.name;
    const auto* chosen = chosenEngine(state);
    return chosen != nullptr ? chosen->name : juce::String();
}

} // namespace

EngineSheet::EngineSheet(DraftDesk& shared, juce::String towards)
    : desk(shared)
    , seenFirst(std::move(towards))
    , looked(seenFirst.isNotEmpty())
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
        auto* row = rows.add(new EngineRowView(desk));
        row->onClick = [this, row]
        {
            if (row->makesSound()) // what takes sound apart is here to be got
                choose(row->name());
        };
        list.addAndMakeVisible(row);
    }
    int place = 0;
    for (const auto* engine : inOrder(state))
        rows[place++]->show(*engine, engine == chosen);
    if (count > 0 && !std::exchange(looked, true))
        seenFirst = whereToLook(state);
    problems.show(state.engineProblems);
    problem = state.engines.empty() ? state.link.sentence + " " + state.link.wayOut
                                    : state.problem.sentence + " " + state.problem.wayOut;
    problem = problem.trim();
    setDescription(problem);
    repaint();
    resized();
}

/** Rows stay where they are while a person looks at them: what is new comes last. */
std::vector<const EngineRow*> EngineSheet::inOrder(const EditorState& state)
{
    std::vector<const EngineRow*> engines;
    for (const auto& engine : state.engines)
        engines.push_back(&engine);
    const auto placeOf = [&](const EngineRow* engine)
    {
        const auto known = order.indexOf(engine->name);
        return known >= 0 ? known : order.size() + rank(*engine, state);
    };
    std::stable_sort(engines.begin(), engines.end(),
                     [&](const auto* a, const auto* b) { return placeOf(a) < placeOf(b); });
    order.clear();
    for (const auto* engine : engines)
        order.add(engine->name);
    return engines;
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
    return {wide, juce::jmax(rowHeight + space::hair, listHeight()) + problemHeight()};
}

int EngineSheet::problemHeight() const
{
    return problem.isEmpty() ? 0 : problemLines * 4 * space::unit + space::gap;
}

void EngineSheet::paint(juce::Graphics& g)
{
    g.setFont(type::small());
    g.setColour(palette::text);
    g.drawFittedText(problem, getLocalBounds().removeFromBottom(problemHeight()),
                     juce::Justification::bottomLeft, problemLines, 1.0f);
}

void EngineSheet::resized()
{
    view.setBounds(getLocalBounds().withTrimmedBottom(problemHeight()));
    const bool scrolls = listHeight() > view.getHeight();
    list.setSize(view.getWidth() - (scrolls ? view.getScrollBarThickness() : 0), listHeight());
    auto area = list.getLocalBounds();
    for (auto* row : rows)
    {
        row->setBounds(area.removeFromTop(rowHeight));
        area.removeFromTop(space::hair);
    }
    problems.setBounds(area);
    scrollOnce();
}

/** Only as far as it takes: what is at the top stays where a person expects it. */
void EngineSheet::scrollOnce()
{
    if (view.getHeight() <= 0)
        return;
    for (auto* row : rows)
        if (row->name() == seenFirst)
        {
            const auto below = row->getBottom() - view.getViewHeight();
            view.setViewPosition(0, juce::jmax(0, below));
            seenFirst.clear();
            return;
        }
}

} // namespace tonekiln
