// Which words stand in the now zone when: the card of an empty or unreachable session, and the
// notice of what went wrong.
// Thread: message thread.
#pragma once

#include "../EditorActions.h"
#include "../frame/Prompted.h"

#include <optional>

namespace tonekiln
{

/** The card for this state, where nothing else is to be shown. */
Prompted cardFor(const EditorState&, EditorActions&);

/** What must be said above a waveform or a job, or nothing. */
std::optional<Prompted> noticeFor(const EditorState&, EditorActions&, bool cardShown);

} // namespace tonekiln
