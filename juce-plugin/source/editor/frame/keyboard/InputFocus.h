// Who has the system's input focus, the host's window or ours, as the window was told last.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class InputFocus
{
public:
    /** @param ours outlives this */
    explicit InputFocus(juce::Component& ours)
        : window(ours)
    {
    }

    /** A person clicked: JUCE has moved the focus, and what was tried before counts no more. */
    void clicked();

    /** Something else may have moved it. */
    void mayHaveMoved() { told = nullptr; }

    /** Leaves it to the host; again where the host gives it back, but not without end. */
    void give();

    void take();

    /** A host may have it of late, where keys do not come to us whatever the pointer is over. */
    void takeBackFromHost();

private:
    juce::Component& window;
    juce::ComponentPeer* told = nullptr; ///< the window that was told whose keys are
    bool toldOurs = false;
    bool settled = false;  ///< keys reach the host as they were typed
    int takenFromHost = 0; ///< a few times a click
    int gives = 0;         ///< of late, or two that move it would never end
    juce::uint32 gaveAt = 0;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(InputFocus)
};

} // namespace tonekiln
