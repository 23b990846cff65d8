// Beside the function that JUCE's format wrappers call: what they have made by it.
// Thread: any that makes plugins; each knows its own.
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

namespace tonekiln
{

/** The processor that a wrapper has made last on this thread, alive as long as that one says. */
juce::AudioProcessor* newestProcessorHere();

} // namespace tonekiln
