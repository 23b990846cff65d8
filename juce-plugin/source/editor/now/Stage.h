// The large waveform on its beat grid: a finished clip, or a job with its progress drawn into it.
// Thread: message thread.
#pragma once

#include "../parts/BeatGrid.h"
#include "../parts/Playhead.h"
#include "../parts/WaveformImage.h"

#include <optional>

namespace tonekiln
{

class Stage final : public juce::Component
{
public:
    Stage();

    void showClip(const ClipRow&);
    void showJob(const JobStatus&);
    /** The empty grid of what would be made. */
    void showDraft(const RequestDraft&, const HostFacts&);

    /** Once a frame: moves the playhead, and lets the edge of the progress breathe. */
    void frame(std::optional<double> playhead);

    void paint(juce::Graphics&) override;

    static constexpr int rulerHeight = 20; ///< the numbers above the lane

private:
    BeatGrid grid;
    WaveformImage wave;
    std::optional<double> playhead; ///< 0..1 of the lane
    std::optional<double> progress; ///< 0..1 while a job is shown
    double previewTo = 0.0;         ///< 0..1 of the clip that the preview covers
    juce::String said, remark;
    float breath = 0.0f;

    juce::Rectangle<int> ruler() const;
    juce::Rectangle<int> lane() const;
    juce::Rectangle<int> edge(double fraction) const;
    void setGrid(const BeatGrid&);
    void setProgress(std::optional<double>);
    void say(const juce::String& words, const juce::String& mark);
    void paintProgress(juce::Graphics&, juce::Rectangle<int> area) const;
    void paintWords(juce::Graphics&, juce::Rectangle<int> area) const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Stage)
};

} // namespace tonekiln
