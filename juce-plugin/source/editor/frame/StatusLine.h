// What is going on, always, and the one thing to do about it.
// Thread: message thread.
#pragma once

#include "../EditorState.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class StatusLine final : public juce::Component
{
public:
    StatusLine();

    void show(const EditorState&);

    void paint(juce::Graphics&) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

    static constexpr int height = 28;

private:
    juce::String sentence, otherJobs;
    bool alive = false;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(StatusLine)
};

} // namespace tonekiln
