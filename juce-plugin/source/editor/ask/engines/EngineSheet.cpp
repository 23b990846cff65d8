#include "EngineSheet.h"

#include "../Captioned.h"

namespace tonekiln
{

namespace
{

constexpr int rowHeight = EngineRowView::height;
constexpr int wide = 620;
constexpr int problemLines = 2;

} // namespace

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
        auto* row = rows.add(new EngineRowView(desk));
        row->onClick = [this, row] { choose(row->name()); };
        list.addAndMakeVisible(row);
    }
    for (int i = 0; i < count; ++i)
    {
        const auto& engine = state.engines[static_cast<std::size_t>(i)];
        rows[i]->show(engine, &engine == chosen);
    }
    problems.show(state.engineProblems);
    problem = (state.problem.sentence + " " + state.problem.wayOut).trim();
    setDescription(problem);
    repaint();
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
}

} // namespace tonekiln
