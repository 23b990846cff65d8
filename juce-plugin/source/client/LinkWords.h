// The state of the link in a musician's words.
// Thread: pure functions, any thread but the audio thread.
#pragma once

#include "editor/EditorState.h"

namespace tonekiln
{

namespace linkDetail
{
inline constexpr auto notInstalled = "not installed";
inline constexpr auto cannotStart = "cannot start";
inline constexpr auto gone = "gone";
inline constexpr auto silent = "silent";
inline constexpr auto otherVersion = "other version";
} // namespace linkDetail

/** @param detail one of linkDetail, the daemon's version when ready, or its last words when it
    could not start. */
LinkStatus describeLink(Link link, const juce::String& detail);

} // namespace tonekiln
