// The keyboard goes where the last click went, also in hosts that take it away after each click.
//
// Under X11 a host may move the input focus from our window to its own as soon as we have taken it
// (Ardour's does); the keys still come to us. JUCE, when it takes the focus at the next click,
// then gives the keyboard back to whatever had it before that click.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class ClickedFocus final : private juce::MouseListener, private juce::FocusChangeListener
{
public:
    /** @param window outlives this. */
    explicit ClickedFocus(juce::Component& window);
    ~ClickedFocus() override;

private:
    void mouseDown(const juce::MouseEvent&) override;
    void globalFocusChanged(juce::Component* focused) override;

    juce::Component& window;
    juce::Component::SafePointer<juce::Component> held;    ///< had the keyboard last
    juce::Component::SafePointer<juce::Component> before;  ///< had it before the last click
    juce::Component::SafePointer<juce::Component> clicked; ///< got it by the last click
    juce::uint32 clickedAt = 0;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(ClickedFocus)
};

} // namespace tonekiln
