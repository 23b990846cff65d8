// Where the host's playhead is, sanitised: hosts leave fields out and fill them with nonsense.
// Thread: audio thread; the value may be copied anywhere.
#pragma once

#include "protocol/Grid.h"

#include <juce_audio_basics/juce_audio_basics.h>

namespace tonekiln
{

struct Transport
{
    bool present = false; ///< the host gave a position at all
    bool playing = false;
    bool looping = false;
    double bpm = 120.0;
    double ppq = 0.0;      ///< quarter notes at the block's first sample
    double barStart = 0.0; ///< quarter notes at the current bar's start, at most ppq
    double loopStart = 0.0;
    double loopEnd = 0.0;
    Meter meter;
    double sampleRate = 48000.0;
    std::int64_t sample = 0;
    double grain = 0.0; ///< quarter notes by which `ppq` may be off: some hosts count in ticks

    double samplesPerQuarter() const { return 60.0 * sampleRate / bpm; }

    /** The same transport some samples later, within the same bar grid. */
    Transport after(int samples) const;
};

/** Reads the host's playhead, null where there is none. Locks and allocates nothing. */
Transport readTransport(juce::AudioPlayHead* playHead, double sampleRate);

} // namespace tonekiln
