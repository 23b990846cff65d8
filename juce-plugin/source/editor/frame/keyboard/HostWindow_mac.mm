// macOS. JUCE's view hands keys that nothing wanted up the chain of responders; here the view stops
// being the first of them, so that the host's window has every key.
#include "HostWindow.h"

#if JUCE_MAC

#import <AppKit/AppKit.h>

namespace tonekiln::hostwindow
{

void giveKeyboard(juce::ComponentPeer& peer)
{
    NSView* own = (__bridge NSView*) peer.getNativeHandle();
    NSWindow* window = [own window];
    if (window == nil || [window contentView] == own)
        return;
    NSResponder* first = [window firstResponder];
    if (first == own
        || ([first isKindOfClass: [NSView class]] && [(NSView*) first isDescendantOf: own]))
        [window makeFirstResponder: nil];
}

} // namespace tonekiln::hostwindow

#endif
