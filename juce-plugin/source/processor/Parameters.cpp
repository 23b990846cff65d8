#include "Parameters.h"

namespace tonekiln
{

namespace
{
template <typename Parameter, typename... Args>
Parameter& add(juce::AudioProcessor& processor, Args&&... args)
{
    auto* parameter = new Parameter(std::forward<Args>(args)...);
    processor.addParameter(parameter);
    return *parameter;
}

juce::String gainText(float decibels, int)
{
    return decibels <= Parameters::lowestGain ? "silent" : juce::String(decibels, 1) + " dB";
}
} // namespace

Parameters::Parameters(juce::AudioProcessor& processor)
    : auditionGain(add<juce::AudioParameterFloat>(
          processor, juce::ParameterID{"audition_gain", 1}, "Audition gain",
          juce::NormalisableRange<float>{lowestGain, 6.0f, 0.1f}, 0.0f,
          juce::AudioParameterFloatAttributes().withStringFromValueFunction(gainText)))
    , auditionOn(add<juce::AudioParameterBool>(processor, juce::ParameterID{"audition_on", 1},
                                               "Audition", true))
    , trigger(add<juce::AudioParameterBool>(processor, juce::ParameterID{"generate", 1}, "Generate",
                                            false))
    , preset(add<juce::AudioParameterInt>(processor, juce::ParameterID{"preset", 1}, "Preset", 0,
                                          mostPresets, 0))
{
}

} // namespace tonekiln
