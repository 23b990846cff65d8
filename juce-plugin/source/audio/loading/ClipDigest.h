// The digest that tells whether a clip's samples came over whole.
// Thread: any but the audio thread; it reads the whole file.
#pragma once

#include <juce_core/juce_core.h>

namespace tonekiln
{

/** SHA-256 of the body of a WAV's `data` chunk in hex, as `audio_sha256` of the protocol's clip;
    empty where the file is no whole WAV. */
juce::String digestOfSamples(const juce::File&);

} // namespace tonekiln
