// The ask zone and the host's tempo made into a request.
// Thread: pure functions, any thread but the audio thread.
#pragma once

#include "editor/EditorState.h"
#include "protocol/Message.h"

#include <variant>

namespace tonekiln
{

/** What a request needs to know beside the draft. */
struct AskingFacts
{
    HostFacts host;
    std::optional<EngineRow> engine; ///< the chosen one, where it is known
    std::optional<PresetRow> preset; ///< the one the draft began from
};

/** The body of a `generate`, or what keeps it from being asked.

    Fields that the chosen engine cannot do are left out: the editor does not show them. */
std::variant<Json, Problem> generateBody(const RequestDraft&, const AskingFacts&);

/** The same request for another seed, made from a clip whose request is not at hand. */
Json bodyLike(const ClipRow&, int sampleRate);

/** How many seconds a body's clip will last. */
double secondsOf(const Json& generateBody);

} // namespace tonekiln
