// All that the editor shows, from what the session's parts know.
// Thread: any but the audio thread, under the model's lock.
#pragma once

#include "session/audition/Listening.h"
#include "session/getting/EngineGetting.h"
#include "session/placing/Placing.h"

namespace tonekiln
{

/** @param inReaper the host itself takes clips
    @param fetching a clip's file is on its way from another machine */
EditorState editorState(const Model&, const Listening&, const Placing&, const EngineGetting&,
                        const HostFacts&, bool inReaper, bool fetching);

} // namespace tonekiln
