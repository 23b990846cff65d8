// What the daemon tells of engines, presets and clips, as the editor's rows.
// Thread: pure functions, any thread but the audio thread.
#pragma once

#include "audio/LoadedClip.h"
#include "editor/EditorState.h"
#include "protocol/Message.h"

#include <optional>

namespace tonekiln
{

EngineRow engineFrom(const Json& engineRow);
PresetRow presetFrom(const Json& presetRow);
EngineJob engineJobFrom(const Json& engineJobRow);

/** Nothing when it lacks what a clip cannot do without: a name for itself and a shape. */
std::optional<ClipRow> clipFrom(const Json& clip);

/** How a clip lies on the grid; bars are 0 for one-shots. */
ClipShape shapeOf(const ClipRow&, const Json& clip);

/** Its words, in whatever script their spaces are. */
juce::StringArray searchWords(const juce::String& search);

/** Whether every word of `search` occurs in the clip's prompt, name or engine. */
bool matches(const ClipRow&, const juce::String& search);

} // namespace tonekiln
