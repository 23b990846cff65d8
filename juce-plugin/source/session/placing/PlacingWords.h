// What a person reads of a placement.
// Thread: pure functions, any.
#pragma once

#include "protocol/Message.h"
#include "timeline/Spot.h"

#include <vector>

namespace tonekiln
{

/** "In REAPER at bar 5 of Drums"; of several, where the first went. */
juce::String placedWords(const std::vector<Placed>&);

/** A DAW's or the daemon's refusal. @param before how many clips of the same order went well */
NotPlaced refusedWords(const Json& error, std::size_t before, std::size_t asked);

/** The daemon went away in the middle. */
NotPlaced lostWords();

} // namespace tonekiln
