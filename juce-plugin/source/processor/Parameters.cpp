#include "Parameters.h"

#include "session/model/Fields.h"

namespace tonekiln
{

namespace
{
constexpr float highestGain = 6.0f;

template <typename Parameter, typename... Args>
Parameter& add(juce::AudioProcessor& processor, Args&&... args)
{
    auto parameter = std::make_unique<Parameter>(std::forward<Args>(args)...);
    auto& reference = *parameter;
    processor.addParameter(parameter.release());
    return reference;
}

constexpr auto silent = "silent";

juce::String gainText(float decibels, int)
{
    return decibels <= Parameters::lowestGain ? silent : juce::String(decibels, 1) + " dB";
}

float gainOf(const juce::String& text)
{
    return text.trim().equalsIgnoreCase(silent) ? Parameters::lowestGain : text.getFloatValue();
}
} // namespace

Parameters::Parameters(juce::AudioProcessor& processor)
    : auditionGain(add<juce::AudioParameterFloat>(
          processor, juce::ParameterID{"audition_gain", 1}, "Audition gain",
          juce::NormalisableRange<float>{lowestGain, highestGain, 0.1f}, 0.0f,
          juce::AudioParameterFloatAttributes()
              .withStringFromValueFunction(gainText)
              .withValueFromStringFunction(gainOf)))
    , auditionOn(add<juce::AudioParameterBool>(processor, juce::ParameterID{"audition_on", 1},
                                               "Audition", true))
    , trigger(add<juce::AudioParameterBool>(processor, juce::ParameterID{"generate", 1}, "Generate",
                                            false))
    , preset(add<juce::AudioParameterInt>(processor, juce::ParameterID{"preset", 1}, "Preset", 0,
                                          mostPresets, 0))
{
    trigger.addListener(this);
}

Parameters::~Parameters()
{
    trigger.removeListener(this);
}

float Parameters::gainFactor() const
{
    return juce::Decibels::decibelsToGain(auditionGain.get(), lowestGain);
}

void Parameters::parameterValueChanged(int, float value)
{
    const bool isHigh = value >= 0.5f;
    if (isHigh && !high.exchange(true))
        ++triggers;
    if (!isHigh)
        high = false;
}

Json Parameters::toJson() const
{
    return {{"audition_gain", std::lround(auditionGain.get() * 10.0f)},
            {"audition_on", auditionOn.get()},
            {"generate", trigger.get()},
            {"preset", preset.get()}};
}

void Parameters::fromJson(const Json& json)
{
    const auto tenths = fields::whole(json, "audition_gain");
    auditionGain = std::clamp(static_cast<float>(tenths) / 10.0f, lowestGain, highestGain);
    auditionOn = fields::flag(json, "audition_on", true);
    high = true;
    trigger = fields::flag(json, "generate");
    high = trigger.get();
    preset = std::clamp(fields::maybeInt(json, "preset").value_or(0), 0, mostPresets);
}

} // namespace tonekiln
