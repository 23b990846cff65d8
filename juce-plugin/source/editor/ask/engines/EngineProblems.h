// What of the engines' files could not be read, below the engines that could.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <vector>

namespace tonekiln
{

class EngineProblems final : public juce::Component, public juce::TooltipClient
{
public:
    EngineProblems();

    /** A sentence each; none: there is nothing to be seen. */
    void show(const std::vector<juce::String>& sentences);
    /** 0 while there are none. */
    int idealHeight() const;

    /** The whole of the sentence under the pointer, which the row may cut. */
    juce::String getTooltip() override;

    void paint(juce::Graphics&) override;

private:
    std::vector<juce::String> problems;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(EngineProblems)
};

} // namespace tonekiln
