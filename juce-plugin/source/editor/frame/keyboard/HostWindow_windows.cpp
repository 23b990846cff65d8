// Windows. JUCE's window posts keys that nothing wanted to its parent; here the focus itself goes
// to the frame that the host has put around the editor, so that its accelerators see every key.
#include "HostWindow.h"

#if JUCE_WINDOWS

#include <windows.h>

namespace tonekiln::hostwindow
{

void giveKeyboard(juce::ComponentPeer& peer)
{
    const auto own = static_cast<HWND>(peer.getNativeHandle());
    const auto frame = GetAncestor(own, GA_ROOT);
    const auto focused = GetFocus();
    if (frame != nullptr && frame != own && (focused == own || IsChild(own, focused)))
        SetFocus(frame);
}

} // namespace tonekiln::hostwindow

#endif
