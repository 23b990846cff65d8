// A drag that was let go over a program which never said what became of it.
// Thread: message thread.
#pragma once

namespace tonekiln
{

/** Ends it, as if that program had.

    Under X11 a drop is over once its target says so (XDND's XdndFinished). One that died over it
    does not, and JUCE then begins no other drag. Giving up the selection that the files are handed
    over by ends it. Elsewhere the system sees to that. */
void giveUpUnfinishedDrag();

} // namespace tonekiln
