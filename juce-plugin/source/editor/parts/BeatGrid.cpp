#include "BeatGrid.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"
#include "../words/Words.h"

namespace tonekiln
{

namespace
{

constexpr double narrowestBeat = 9.0; ///< in points; closer lines would be a grey mist
constexpr double narrowestNumber = 30.0;
constexpr double narrowestBar = 4.0;

/** How many units each number stands for, so that numbers keep their distance. */
int stride(double unitWidth)
{
    int every = 1;
    while (unitWidth * every < narrowestNumber)
        every *= 2;
    return every;
}

struct Lines
{
    juce::Graphics& g;
    juce::Rectangle<int> area, ruler;
    double pointsPerSecond;

    float at(double seconds) const
    {
        return static_cast<float>(area.getX() + seconds * pointsPerSecond);
    }

    void line(double seconds, juce::Colour colour) const
    {
        g.setColour(colour);
        g.fillRect(juce::Rectangle<float>(at(seconds), static_cast<float>(area.getY()), 1.0f,
                                          static_cast<float>(area.getHeight())));
    }

    void number(double seconds, const juce::String& words) const
    {
        const auto x = juce::roundToInt(at(seconds));
        drawLine(g, words, ruler.withLeft(x + space::unit).withWidth(48), type::caption(),
                 palette::faint);
    }
};

} // namespace

BeatGrid BeatGrid::of(const ClipRow& clip)
{
    return {clip.seconds, clip.bpm, clip.meterNumerator, clip.meterDenominator,
            clip.bars.has_value()};
}

BeatGrid BeatGrid::of(const JobStatus& job)
{
    return {job.seconds, job.bpm, job.meterNumerator, job.meterDenominator, job.bars.has_value()};
}

BeatGrid BeatGrid::of(const RequestDraft& draft, const HostFacts& host)
{
    BeatGrid grid{0.0, draft.bpmOverride.value_or(host.bpm), host.meterNumerator,
                  host.meterDenominator, draft.lengthMode != LengthMode::seconds};
    if (draft.meterOverride.containsChar('/'))
    {
        grid.numerator = draft.meterOverride.upToFirstOccurrenceOf("/", false, false).getIntValue();
        grid.denominator =
            draft.meterOverride.fromLastOccurrenceOf("/", false, false).getIntValue();
    }
    const auto bars = draft.lengthMode == LengthMode::loopRegion ? words::loopBars(host)
                                                                 : static_cast<double>(draft.bars);
    grid.seconds = grid.beats ? bars * grid.barSeconds() : draft.seconds;
    return grid;
}

double BeatGrid::beatSeconds() const
{
    return bpm > 0.0 && denominator > 0 ? 240.0 / (bpm * denominator) : 0.5;
}

double BeatGrid::barSeconds() const
{
    return beatSeconds() * juce::jmax(1, numerator);
}

void BeatGrid::draw(juce::Graphics& g, juce::Rectangle<int> area, juce::Rectangle<int> ruler) const
{
    if (seconds <= 0.0 || area.isEmpty())
        return;
    const auto pace = area.getWidth() / seconds;
    const Lines lines{g, area, ruler, pace};
    const auto unit = beats ? barSeconds() : seconds > 20.0 ? 5.0 : 1.0;
    // A hair less than the length: the line at the very end is the clip's edge.
    const auto end = seconds - unit * 0.01;

    if (beats && beatSeconds() * pace >= narrowestBeat)
        for (int beat = 0; beat * beatSeconds() < end; ++beat)
            if (beat % juce::jmax(1, numerator) != 0)
                lines.line(beat * beatSeconds(), palette::hairline.withAlpha(0.6f));

    const auto every = stride(unit * pace);
    for (int i = 0; i * unit < end; ++i)
    {
        if (unit * pace >= narrowestBar || i % every == 0)
            lines.line(i * unit, palette::outline.withAlpha(0.5f));
        if (!ruler.isEmpty() && i % every == 0)
            lines.number(i * unit, beats ? juce::String(i + 1)
                                         : juce::String(juce::roundToInt(i * unit)) + " s");
    }
}

} // namespace tonekiln
