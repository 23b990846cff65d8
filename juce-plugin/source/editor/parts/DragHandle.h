// The grip a clip is dragged out by.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

/** Six dots in the middle of `area`; ember, since what they pull is alive. */
void drawGrip(juce::Graphics& g, juce::Rectangle<int> area, bool usable);

/** Tells where a drag of clips begins: a few points from where the button went down. */
class DragHandle final : public juce::Component, public juce::SettableTooltipClient
{
public:
    explicit DragHandle(const juce::String& title);

    std::function<void()> onDrag;

    void paint(juce::Graphics&) override;
    void mouseDown(const juce::MouseEvent&) override;
    void mouseDrag(const juce::MouseEvent&) override;

private:
    bool begun = false;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(DragHandle)
};

} // namespace tonekiln
