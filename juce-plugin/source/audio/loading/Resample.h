// A clip at another sample rate, for when the host's is not the one it was asked for at.
// Thread: any but the audio thread.
#pragma once

#include <juce_audio_basics/juce_audio_basics.h>

namespace tonekiln
{

/** Band-limited by a Kaiser-windowed sinc (J. O. Smith, "Digital Audio Resampling").
    @param frames  how many frames come out; they span the same time as what goes in
    @param loops   the signal goes round: what lies past one end is the other end */
juce::AudioBuffer<float> resample(const juce::AudioBuffer<float>&, int frames, bool loops);

} // namespace tonekiln
