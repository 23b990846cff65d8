// Everything that can be done with a clip, with its key beside it.
// Thread: message thread.
#pragma once

#include "../EditorActions.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

/** What the shelf's menu and its keys do; the menu shows the same keys. */
enum class ClipCommand
{
    listen = 1,
    compare,
    favourite,
    reroll,
    rerollInPlace,
    makeAgain,
    place,
    placeElsewhere, ///< asks where; only the shelf can
    reveal,
    startFrom,
    goOnFrom,
    followTune,
    goOnNow,   ///< four bars more at once
    transform, ///< anew by the ask zone's words, where it lies
    takeStems,
    editPart, ///< which, is asked in the now zone; only the shelf can
    forget
};

/** The commands a clip allows now, as a menu. */
juce::PopupMenu menuFor(const ClipRow&, const PlacingState&);

/** The command a key stands for, or none. */
std::optional<ClipCommand> commandOf(const juce::KeyPress&);

bool allows(ClipCommand, const ClipRow&);

/** @return false where the clip does not allow it now. */
bool perform(ClipCommand, const ClipRow&, EditorActions&);

} // namespace tonekiln
