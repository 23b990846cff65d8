#include "Stage.h"

#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"
#include "../words/Words.h"

namespace tonekiln
{

namespace
{

constexpr int edgeWidth = 3;
constexpr float breathPerFrame = 0.12f; ///< radians, a breath in under two seconds at 30 Hz

} // namespace

Stage::Stage()
{
    setInterceptsMouseClicks(false, false);
}

juce::Rectangle<int> Stage::ruler() const
{
    return getLocalBounds().withHeight(rulerHeight);
}

juce::Rectangle<int> Stage::lane() const
{
    return getLocalBounds().withTrimmedTop(rulerHeight);
}

juce::Rectangle<int> Stage::edge(double fraction) const
{
    const auto x = lane().getX() + juce::roundToInt(fraction * (lane().getWidth() - edgeWidth));
    return lane().withX(x).withWidth(edgeWidth);
}

void Stage::setGrid(const BeatGrid& now)
{
    if (std::exchange(grid, now) != now)
        repaint();
}

void Stage::setProgress(std::optional<double> now)
{
    if (progress == now)
        return;
    // Only what lies between where the edge was and where it is.
    if (progress && now)
        repaint(edge(*progress).getUnion(edge(*now)));
    else
        repaint();
    progress = now;
}

void Stage::say(const juce::String& words, const juce::String& mark)
{
    if (said == words && remark == mark)
        return;
    said = words;
    remark = mark;
    repaint(lane());
}

void Stage::showClip(const ClipRow& clip)
{
    setGrid(BeatGrid::of(clip));
    setProgress(std::nullopt);
    if (wave.show(clip.waveform, palette::text))
        repaint();
    say(!clip.fileExists           ? juce::String("This clip's file is gone")
        : clip.waveform == nullptr ? juce::String("Reading the clip")
                                   : juce::String(),
        {});
    setTitle(clip.name);
    setDescription(words::clipFacts(clip));
}

void Stage::showJob(const JobStatus& job)
{
    setGrid(BeatGrid::of(job));
    if (wave.show(job.preview, palette::text))
        repaint(lane());
    previewTo = job.previewFraction;
    setProgress(job.fraction);
    juce::StringArray doing{words::phase(job)};
    if (job.phase == JobPhase::generating || job.phase == JobPhase::fitting)
        doing.add(juce::String(juce::roundToInt(job.fraction * 100.0)) + " %");
    doing.add(words::timeLeft(job.etaMs));
    say(words::joined(doing), wave.empty() ? "" : "PREVIEW, NOT FITTED YET");
    setTitle("On its way");
    setDescription(said);
}

void Stage::showDraft(const RequestDraft& draft, const HostFacts& host)
{
    setGrid(BeatGrid::of(draft, host));
    setProgress(std::nullopt);
    if (wave.show(nullptr, palette::text))
        repaint();
    say({}, {});
    setTitle("Your next clip");
    setDescription(words::draftFacts(draft, host));
}

void Stage::frame(std::optional<double> at)
{
    if (at != playhead)
    {
        for (const auto& where : {playhead, at})
            if (where)
                repaint(playheadStrip(*where, lane()));
        playhead = at;
    }
    if (progress)
    {
        breath = std::fmod(breath + breathPerFrame, juce::MathConstants<float>::twoPi);
        repaint(edge(*progress));
    }
}

void Stage::paint(juce::Graphics& g)
{
    const auto area = lane();
    g.setColour(palette::well);
    g.fillRoundedRectangle(area.toFloat(), space::corner);
    if (progress)
        paintProgress(g, area);
    grid.draw(g, area, ruler());
    if (!wave.empty())
        wave.draw(g,
                  (progress ? area.withWidth(juce::roundToInt(area.getWidth() * previewTo)) : area)
                      .reduced(0, space::gap));
    paintWords(g, area);
    if (playhead)
        drawPlayhead(g, playheadStrip(*playhead, area));
}

void Stage::paintProgress(juce::Graphics& g, juce::Rectangle<int> area) const
{
    const auto line = edge(*progress);
    const auto filled = area.withRight(line.getRight()).toFloat();
    g.setGradientFill({palette::emberGlow.withAlpha(0.25f), filled.getTopLeft(), palette::emberGlow,
                       filled.getTopRight(), false});
    g.fillRoundedRectangle(filled, space::corner);
    g.setColour(palette::ember.withAlpha(0.75f + 0.25f * std::sin(breath)));
    g.fillRect(line);
}

void Stage::paintWords(juce::Graphics& g, juce::Rectangle<int> area) const
{
    const auto tag = [&g](juce::Rectangle<int> where, const juce::String& words,
                          const juce::Font& font, bool right)
    {
        const auto width = type::width(font, words) + 2 * space::gap;
        const auto box = right ? where.removeFromRight(width) : where.removeFromLeft(width);
        g.setColour(palette::well.withAlpha(0.85f));
        g.fillRoundedRectangle(box.toFloat(), 4.0f);
        drawLine(g, words, box, font, palette::text, juce::Justification::centred);
    };
    auto inside = area.reduced(space::gap);
    if (remark.isNotEmpty())
        tag(inside.removeFromTop(5 * space::unit), remark, type::badge(), true);
    if (said.isNotEmpty())
        tag(inside.removeFromBottom(6 * space::unit), said, type::strong(), false);
}

} // namespace tonekiln
