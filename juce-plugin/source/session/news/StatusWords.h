// The status line: what is going on and what to do, in a musician's words.
// Thread: pure functions, any thread but the audio thread.
#pragma once

#include "editor/EditorState.h"

namespace tonekiln
{

/** @param state everything but its statusLine */
juce::String statusLine(const EditorState& state);

/** "about 40 s", "about 3 min", or empty where nobody can tell. */
juce::String etaText(const std::optional<std::int64_t>& milliseconds);

} // namespace tonekiln
