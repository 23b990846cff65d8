// A yes or no with its words beside it.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class Tick final : public juce::Button
{
public:
    explicit Tick(const juce::String& words);

    /** Width its box and words ask for. */
    int idealWidth() const;

    void paintButton(juce::Graphics&, bool over, bool down) override;

private:
    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Tick)
};

} // namespace tonekiln
