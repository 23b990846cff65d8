// A number between bounds: less, the number itself to type over, more. Up and down step it.
// Thread: message thread.
#pragma once

#include "Field.h"
#include "IconButton.h"

namespace tonekiln
{

class NumberField final : public juce::Component
{
public:
    struct Range
    {
        double least = 1.0, most = 64.0, step = 1.0;
        int decimals = 0;
        juce::String unit; ///< written after the number
    };

    NumberField(const juce::String& title, Range range);

    void show(double value);
    double value() const { return current; }
    /** Doubles and halves instead of adding: 1, 2, 4, 8 bars. */
    void setDoubling(bool on) { doubling = on; }

    std::function<void(double)> onChange;

    void resized() override;
    bool keyPressed(const juce::KeyPress&) override;

    Field& field() { return number; }

private:
    Range range;
    double current = 0.0;
    bool doubling = false;
    IconButton less, more;
    Field number;

    juce::String written() const;
    void step(int direction);
    void take(double value);
    void readField();

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(NumberField)
};

} // namespace tonekiln
