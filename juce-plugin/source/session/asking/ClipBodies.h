// Requests that build on a clip of the library.
// Thread: pure functions, any thread but the audio thread.
#pragma once

#include "editor/EditorState.h"
#include "protocol/Message.h"

namespace tonekiln
{

/** Everything of a clip that a request for its like needs. */
struct ClipSource
{
    const ClipRow& clip;
    const Json* asked = nullptr; ///< the request that it was made by, where that is known
};

inline constexpr int barsToGoOn = 4;

/** A part of the clip made again: as long, in its tempo, meter, key and rate. */
Json partBody(const ClipSource&, const PartWish&);

/** What comes after the clip, in its tempo, by its words. */
Json goOnBody(const ClipSource&, const juce::String& engine);

/** The clip made anew by a draft's words and strength; without words, by its own. */
Json transformBody(const ClipSource&, const juce::String& engine, const RequestDraft&);

/** The clip taken apart into stems, which lie where it lies. */
Json stemsBody(const ClipRow&, const juce::String& engine);

/** What is asked to take clips apart before any engine is known. */
inline constexpr auto usualSeparator = "htdemucs";

/** The engine for what few can: the first of the names that is here and can, else any.
    @returns nothing where none can; before any engine is known, the first name */
std::optional<juce::String> engineAble(bool Abilities::*what, const juce::StringArray& names,
                                       const std::vector<EngineRow>&);

} // namespace tonekiln
