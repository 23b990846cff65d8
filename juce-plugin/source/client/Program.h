// What this plugin says of itself to the daemon, for people who look at it.
// Thread: pure functions, any but the audio thread.
#pragma once

#include "protocol/Message.h"

#include <juce_audio_processors/juce_audio_processors.h>

namespace tonekiln
{

/** A `Program` of the wire: the plugin, as it was loaded, in the host that it knows.
    @param executable the host's, whose name is told where JUCE knows no better one */
Json programIn(juce::PluginHostType::HostType, juce::AudioProcessor::WrapperType,
               const juce::File& executable);

/** Of the program that this code runs in. */
const Json& thisProgram();

} // namespace tonekiln
