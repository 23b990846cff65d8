// The keyboard goes where the last click went, also in hosts that take it away after each click.
//
// Under X11 a host may move the input focus from our window to its own as soon as we have taken it
// (Ardour's does); the keys still come to us, for the pointer is over our window. What JUCE makes
// of it depends on which of the two it looks at last:
// - it gives the keyboard to whatever had it before the click,
// - or to nobody, and keys end at the window around the editor.
// Both are put right after the click. Keys that come while nobody has the keyboard go to the field
// that was clicked, however late the host took it.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class ClickedFocus final : private juce::MouseListener,
                           private juce::FocusChangeListener,
                           private juce::ComponentListener,
                           private juce::KeyListener
{
public:
    /** @param window outlives this. */
    explicit ClickedFocus(juce::Component& window);
    ~ClickedFocus() override;

private:
    void mouseDown(const juce::MouseEvent&) override;
    void globalFocusChanged(juce::Component* focused) override;
    void componentParentHierarchyChanged(juce::Component&) override;
    bool keyPressed(const juce::KeyPress&, juce::Component* origin) override;

    bool clickedOnText() const;
    void listenAround(juce::Component* top);

    using Part = juce::Component::SafePointer<juce::Component>;

    juce::Component& window;
    Part around;  ///< what JUCE gives keys to that are for nobody
    Part held;    ///< had the keyboard last
    Part before;  ///< had it before the last click
    Part clicked; ///< got it by the last click
    juce::uint32 clickedAt = 0;
    bool takenBack = false; ///< once a click, or two that take it would never end

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(ClickedFocus)
};

} // namespace tonekiln
