// A setting the engine may be left to choose: until it is moved, it says so.
// Thread: message thread.
#pragma once

#include "../../parts/IconButton.h"

#include <juce_gui_basics/juce_gui_basics.h>

#include <optional>

namespace tonekiln
{

class OptionalSlider final : public juce::Component
{
public:
    struct Range
    {
        double least, most, step;
        double usual; ///< where the thumb rests while the engine chooses
        bool percent = false;
        const char* unset = "engine's choice"; ///< what stands there until it is moved
    };

    OptionalSlider(const juce::String& title, const juce::String& meaning, Range range);

    void show(std::optional<double> value);
    std::function<void(std::optional<double>)> onChange;

    void paint(juce::Graphics&) override;
    void resized() override;

    static constexpr int height = 40;

    juce::Slider& control() { return slider; }

private:
    Range range;
    juce::String meaning;
    std::optional<double> current;
    juce::Slider slider{juce::Slider::LinearHorizontal, juce::Slider::NoTextBox};
    IconButton release{Icon::close, "Leave it to the engine"};

    void set(std::optional<double> value);
    juce::String written() const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(OptionalSlider)
};

} // namespace tonekiln
