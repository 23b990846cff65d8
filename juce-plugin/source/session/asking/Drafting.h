// Presets and inputs, into the ask zone and out of it.
// Thread: pure functions, any thread but the audio thread.
#pragma once

#include "editor/EditorState.h"
#include "protocol/Message.h"

namespace tonekiln
{

/** Takes a preset's words and length over. */
void applyPreset(RequestDraft&, const PresetRow&);

/** At most one file a role; none takes the role's away. */
void setInput(RequestDraft&, InputRole, const juce::StringArray& files);

/** The draft as a preset's fields. */
Json presetBody(const RequestDraft&, const juce::String& name);

} // namespace tonekiln
