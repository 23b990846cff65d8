// Bars and beats behind a waveform.
// Thread: message thread.
#pragma once

#include "../EditorState.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

/** What a grid is drawn from. */
struct BeatGrid
{
    double seconds = 0.0;
    double bpm = 120.0;
    int numerator = 4;
    int denominator = 4;
    bool beats = true; ///< false: a plain ruler of seconds

    static BeatGrid of(const ClipRow& clip);
    static BeatGrid of(const JobStatus& job);
    /** What a draft would become in this session. */
    static BeatGrid of(const RequestDraft& draft, const HostFacts& host);

    double barSeconds() const;
    double beatSeconds() const;

    /** Lines in `area`; numbers stand in `ruler` above it, which may be empty. */
    void draw(juce::Graphics& g, juce::Rectangle<int> area, juce::Rectangle<int> ruler) const;

    bool operator==(const BeatGrid&) const = default;
};

} // namespace tonekiln
