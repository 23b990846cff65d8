// A clip in memory at the host's sample rate, ready to be heard.
// Thread: made and destroyed off the audio thread; unchanging in between, so any thread may read.
#pragma once

#include "protocol/Grid.h"

#include <juce_audio_basics/juce_audio_basics.h>

namespace tonekiln
{

/** How a clip lies on the grid. */
struct ClipShape
{
    std::int64_t frames = 0;
    int bars = 0; ///< 0 for one-shots and clips asked for in seconds: they start on a bar and end
    Meter meter;
    MicroBpm bpm = 120'000'000;
    int sampleRate = 48000;

    bool loops() const { return bars > 0; }
};

struct LoadedClip
{
    std::uint64_t ticket = 0; ///< tells the session which load this was
    bool preview = false;     ///< unfitted sound of a clip that is still being made
    ClipShape shape;
    juce::AudioBuffer<float> audio; ///< 1 or 2 channels of shape.frames; empty means silence
};

} // namespace tonekiln
