// What the host can automate. The parameters' ids are part of every saved project: never rename.
// Thread: values are atomics and may be read anywhere; the listener only counts.
#pragma once

#include "protocol/Message.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <atomic>

namespace tonekiln
{

class Parameters final : private juce::AudioProcessorParameter::Listener
{
public:
    /** Adds the parameters to `processor`, which owns them. */
    explicit Parameters(juce::AudioProcessor& processor);
    ~Parameters() override;

    juce::AudioParameterFloat& auditionGain; ///< dB
    juce::AudioParameterBool& auditionOn;
    juce::AudioParameterBool& trigger; ///< going up asks for a new clip
    juce::AudioParameterInt& preset;   ///< index into the preset list, 0 = none

    /** How often the trigger has gone up. */
    int triggerCount() const { return triggers.load(); }

    /** As a factor; 0 at the bottom of the range. */
    float gainFactor() const;

    Json toJson() const;
    /** Missing or senseless values become the defaults; a stored trigger does not fire. */
    void fromJson(const Json&);

    static constexpr float lowestGain = -60.0f;
    static constexpr int mostPresets = 512;

private:
    void parameterValueChanged(int, float value) override;
    void parameterGestureChanged(int, bool) override {}

    std::atomic<int> triggers{0};
    std::atomic<bool> high{false};

    JUCE_DECLARE_NON_COPYABLE(Parameters)
};

} // namespace tonekiln
