#include "LengthRow.h"

#include "../../words/Words.h"
#include "../Captioned.h"

#include <array>

namespace tonekiln
{

namespace
{

constexpr std::array usualBars{1, 2, 4, 8};

int indexOfBars(int count)
{
    const auto found = std::find(usualBars.begin(), usualBars.end(), count);
    return found == usualBars.end() ? -1 : static_cast<int>(found - usualBars.begin());
}

} // namespace

LengthRow::LengthRow(DraftDesk& shared)
    : desk(shared)
{
    mode.setComponentID("lengthMode");
    mode.onChange = [this](int index)
    {
        desk.edit(
            [index](RequestDraft& draft)
            {
                draft.lengthMode = std::array{LengthMode::bars, LengthMode::loopRegion,
                                              LengthMode::seconds}[static_cast<std::size_t>(index)];
            });
        arrange();
    };
    usual.onChange = [this](int index)
    {
        desk.edit([index](RequestDraft& draft)
                  { draft.bars = usualBars[static_cast<std::size_t>(index)]; });
        arrange();
    };
    bars.setComponentID("bars");
    bars.onChange = [this](double count)
    {
        desk.edit([count](RequestDraft& draft) { draft.bars = juce::roundToInt(count); });
        arrange();
    };
    seconds.setComponentID("seconds");
    seconds.onChange = [this](double length)
    { desk.edit([length](RequestDraft& draft) { draft.seconds = length; }); };

    addAndMakeVisible(mode);
    addChildComponent(usual);
    addChildComponent(bars);
    addChildComponent(seconds);
    arrange();
}

void LengthRow::show(const EditorState& state)
{
    const auto region = words::loopRegion(state.host);
    const auto words = !state.host.present ? "Your session gives no loop region"
                       : region.isEmpty()  ? "Set a loop region in your session"
                                           : region;
    if (words != sentence)
    {
        sentence = words;
        repaint();
    }
    arrange();
}

void LengthRow::arrange()
{
    const auto& draft = desk.draft();
    mode.choose(draft.lengthMode == LengthMode::bars         ? 0
                : draft.lengthMode == LengthMode::loopRegion ? 1
                                                             : 2);
    usual.choose(indexOfBars(draft.bars));
    bars.show(draft.bars);
    seconds.show(draft.seconds);
    if (usual.isVisible() != (shownMode() == LengthMode::bars) ||
        seconds.isVisible() != (shownMode() == LengthMode::seconds))
        repaint(lowerRow());
    usual.setVisible(shownMode() == LengthMode::bars);
    bars.setVisible(shownMode() == LengthMode::bars);
    seconds.setVisible(shownMode() == LengthMode::seconds);
}

juce::Rectangle<int> LengthRow::lowerRow() const
{
    return getLocalBounds().removeFromBottom(space::control);
}

void LengthRow::paint(juce::Graphics& g)
{
    drawLine(g, "Length", getLocalBounds().withHeight(space::control), type::smallStrong(),
             palette::quiet);
    if (shownMode() == LengthMode::loopRegion)
    {
        drawWell(g, lowerRow().toFloat(), {false, false, false, false});
        drawLine(g, sentence, lowerRow().reduced(space::gap, 0), type::body(), palette::text);
    }
}

void LengthRow::resized()
{
    auto area = getLocalBounds();
    auto top = area.removeFromTop(space::control);
    mode.setBounds(top.removeFromRight(top.getWidth() - 16 * space::unit));
    auto bottom = lowerRow();
    seconds.setBounds(bottom.withWidth(halves(bottom).first.getWidth()));
    const auto [left, right] = halves(bottom);
    usual.setBounds(left);
    bars.setBounds(right);
}

} // namespace tonekiln
