// What a person did and no window of ours has heard of yet.
// Thread: message thread.
#pragma once

namespace tonekiln
{

/** Handles what came from the window system while it was asked something else.

    Under X11 events and answers come on one connection. Whoever waits for an answer (where the
    pointer is, which window has the focus: JUCE's tooltips ask so eight times a second) reads the
    events before it too, and JUCE waits for the connection to have something to read: the release
    of a button, or the end of a drag, was then seen at the next move only. Windows and macOS hold
    nothing back. Call it regularly, and last: an event may close the window that calls. */
void handleHeldEvents();

} // namespace tonekiln
