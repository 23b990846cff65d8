// What the host can automate. The parameters' ids are part of every saved project: never rename.
// Thread: values are atomics and may be read anywhere.
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

namespace tonekiln
{

class Parameters
{
public:
    /** Adds the parameters to `processor`, which owns them. */
    explicit Parameters(juce::AudioProcessor& processor);

    juce::AudioParameterFloat& auditionGain; ///< dB
    juce::AudioParameterBool& auditionOn;
    juce::AudioParameterBool& trigger; ///< going up asks for a new clip
    juce::AudioParameterInt& preset;   ///< index into the preset list, 0 = none

    static constexpr float lowestGain = -60.0f;
    static constexpr int mostPresets = 512;
};

} // namespace tonekiln
