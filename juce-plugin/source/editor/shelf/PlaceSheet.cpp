#include "PlaceSheet.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"
#include "../words/Words.h"

namespace tonekiln
{

namespace
{
using protocol::PlaceAt;

constexpr int width = 340;
constexpr int lineHeight = 6 * space::unit;
constexpr int rowHeight = 8 * space::unit;
constexpr int barWidth = 32 * space::unit;

juce::String wordsFor(const EditorState& state, int clips)
{
    if (state.placing.into.isEmpty())
        return "No DAW listens yet: choose, and read how to open the way";
    return clips == 1 ? "Into " + state.placing.into
                      : juce::String(clips) + " clips into " + state.placing.into +
                            ", each on a track of its own";
}

/** The bar the host is in, as a first guess. */
int barOf(const HostFacts& host)
{
    if (host.bar)
        return static_cast<int>(
            juce::jlimit<std::int64_t>(1, protocol::limits::maxTimelineBar, *host.bar + 1));
    const auto quarters = words::quartersPerBar(host.meterNumerator, host.meterDenominator);
    return 1 + juce::jmax(0, juce::roundToInt(std::floor(host.ppq / quarters)));
}
} // namespace

PlaceSheet::PlaceSheet(EditorActions& behind, juce::StringArray clips)
    : actions(behind)
    , clipIds(std::move(clips))
    , bar("Bar", {1.0, static_cast<double>(protocol::limits::maxTimelineBar), 1.0, 0, {}})
{
    setTitle("Where it goes");
    setComponentID("places");
    add("At the playhead", "atPlayhead", PlaceAt::playhead);
    if (clipIds.size() == 1) // while it rolls, "now" is another moment for each
        add("Where it plays now", "atNow", PlaceAt::now);
    add("At the next bar", "atNextBar", PlaceAt::nextBar);
    add("At the start of the loop", "atLoop", PlaceAt::loopStart);
    add("At the start of the selection", "atSelection", PlaceAt::selection);
    bar.setComponentID("bar");
    atBar.setComponentID("atBar");
    atBar.onClick = [this] { choose({PlaceAt::bar, juce::roundToInt(bar.value())}); };
    addAndMakeVisible(bar);
    addAndMakeVisible(atBar);
}

void PlaceSheet::add(const char* label, const char* id, PlaceAt at)
{
    auto* button = spots.add(new PushButton(label));
    button->setComponentID(id);
    button->onClick = [this, at] { choose({at}); };
    addAndMakeVisible(button);
}

void PlaceSheet::choose(Spot spot)
{
    actions.place(clipIds, spot);
    if (close)
        close();
}

void PlaceSheet::show(const EditorState& state)
{
    if (!std::exchange(barShown, true))
        bar.show(barOf(state.host));
    for (auto* button : spots)
        button->setEnabled(!state.placing.busy);
    atBar.setEnabled(!state.placing.busy);
    const auto next = wordsFor(state, clipIds.size());
    if (std::exchange(words, next) != next)
        repaint();
}

juce::Point<int> PlaceSheet::idealSize() const
{
    return {width, lineHeight + (spots.size() + 1) * (rowHeight + space::gap)};
}

void PlaceSheet::resized()
{
    auto area = getLocalBounds().withTrimmedTop(lineHeight);
    for (auto* button : spots)
    {
        button->setBounds(area.removeFromTop(rowHeight));
        area.removeFromTop(space::gap);
    }
    auto row = area.removeFromTop(rowHeight);
    bar.setBounds(row.removeFromLeft(barWidth));
    atBar.setBounds(row.withTrimmedLeft(space::gap));
}

void PlaceSheet::paint(juce::Graphics& g)
{
    drawLine(g, words, getLocalBounds().removeFromTop(lineHeight), type::small(), palette::quiet);
}

} // namespace tonekiln
