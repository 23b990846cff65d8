// The host's window around the editor's own, as far as the keyboard goes. One file a platform,
// and HostWindow_byJuce.cpp for what Windows and macOS have alike.
//
// On Windows and macOS JUCE hands keys that nothing wanted on to the host by itself; under X11 it
// drops them, so that is done here.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln::hostwindow
{

/** Gives the focus to the host's window. Nothing happens where there is none around ours. Keys
    that still come to the editor are for handOn. */
void giveKeyboard(juce::ComponentPeer&);

/** No key comes to the editor any more, once the host has the focus for good. */
void askForNoKeys(juce::ComponentPeer&);

/** Keys come to the editor again. */
void takeKeyboard(juce::ComponentPeer&);

/** Takes the input focus from the host's own window. Nothing happens where ours has it, or where
    it is in another window than the host's around ours.
    @return whether the host had it */
bool takeBack(juce::ComponentPeer&);

/** Hands one key on to the host.
    @return false where there is no host, or where JUCE does it once we do not want the key */
bool handOn(juce::ComponentPeer&, const juce::KeyPress&);

} // namespace tonekiln::hostwindow
