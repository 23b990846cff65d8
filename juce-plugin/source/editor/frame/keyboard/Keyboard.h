// The keyboard belongs to the host. It is the editor's while a person writes in a field, uses the
// keys of a clip that was clicked last, or chooses on a sheet or in a menu; any other click gives
// it back, and so do Return and Escape in a field.
//
// What is ours is decided by what was clicked last, since JUCE and hosts both move the focus by
// themselves: JUCE gives it to the first field when the window gets it, and to the last one that
// had it. And under X11 a host may move the input focus from our window to its own as soon as we
// have taken it (Ardour's does); the keys still come to us, for the pointer is over our window.
// What JUCE makes of that depends on which of the two it looks at last: it gives the keyboard to
// whatever had it before the click, or to nobody. For a field that was clicked both are put right,
// and keys that come for nobody go to it. On a busy machine the host takes the focus late, and JUCE
// does not notice: keys would go through the host first, which keeps those that mean something to
// it. So for a while after a click the focus is taken back.
//
// Nothing is given back in the Standalone, which has no host.
// Thread: message thread.
#pragma once

#include "../../parts/Keys.h"
#include "InputFocus.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class Keyboard final : private juce::MouseListener,
                       private juce::FocusChangeListener,
                       private juce::ComponentListener,
                       private juce::KeyListener
{
public:
    /** @param window outlives this
        @param hosted whether there is a host that the keyboard belongs to */
    Keyboard(juce::Component& window, bool hosted);
    ~Keyboard() override;

    /** While a sheet is open the keyboard is its own, however it was opened; null once it is
        closed. */
    void holdFor(juce::Component* openSheet);

    /** Return or Escape in a field, whose own ends have yet to follow. */
    void writingEnds();

    /** Several times a second: gives the keyboard back where it is not ours any more. */
    void follow();

    /** A key that nothing in the window wanted. */
    bool handOn(const juce::KeyPress&);

    /** Whether keys are for the editor. */
    bool isOurs() const { return !hosted || holder != Holder::host || sheet != nullptr; }

    /** Whether a person wants to write into a field that has the focus. */
    bool mayWrite(const juce::Component& field) const;

private:
    enum class Holder
    {
        host,
        text,
        clips, ///< a part with KeysOnClick
        parts  ///< reached by Tab
    };

    void mouseDown(const juce::MouseEvent&) override;
    void mouseDrag(const juce::MouseEvent&) override;
    void mouseUp(const juce::MouseEvent&) override;
    void globalFocusChanged(juce::Component* focused) override;
    void componentParentHierarchyChanged(juce::Component&) override;
    bool keyPressed(const juce::KeyPress&, juce::Component* origin) override;

    Holder holderBy(juce::Component& pressed) const;
    void keepClickedText(juce::Component* focused);
    /** What is outside an open sheet has no keys. @return whether the sheet has them now */
    bool keepInSheet();
    bool clickedOnText() const;
    /** Whose the keys are that come for nobody, since the host took the input focus. */
    juce::Component* partInMind() const;
    void writingEnded();
    /** Nothing in the window has the keyboard, if it is not ours. */
    void letGo();

    using Part = juce::Component::SafePointer<juce::Component>;

    void listenAround(juce::Component* top) { listen(around, top, nullptr); }
    void listenTo(juce::Component* part) { listen(heldKeys, part, around); }
    void listen(Part& to, juce::Component* next, const juce::Component* besides);

    juce::Component& window;
    const bool hosted;
    InputFocus input;
    Holder holder = Holder::host;

    Part sheet;     ///< the open one
    Part inSheet;   ///< had the keyboard last in it
    Part around;    ///< what JUCE gives keys to that are for nobody
    Part heldKeys;  ///< has the keyboard and is no text
    Part held;      ///< had the keyboard last
    Part before;    ///< had it before the last click
    Part clicked;   ///< got it by the last click
    Part pressedOn; ///< what was clicked last
    juce::uint32 clickedAt = 0, mouseAt = 0;
    int clicks = 0;
    bool takenBack = false; ///< once a click, or two that take it would never end

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Keyboard)
};

} // namespace tonekiln
