// Where a clip is meant to go on a timeline, and where it went.
// Thread: plain values, any.
#pragma once

#include "protocol/Protocol.gen.h"

#include <juce_core/juce_core.h>

#include <optional>

namespace tonekiln
{

/** A place as a person says it; the DAW's own tempo map decides which sample that is. */
struct Spot
{
    protocol::PlaceAt at = protocol::PlaceAt::playhead;
    int bar = 0; ///< with PlaceAt::bar, the first being 1

    bool operator==(const Spot&) const = default;
};

/** Where a clip lies, as the DAW said afterwards. */
struct Placed
{
    juce::String road;  ///< as requests name it
    juce::String title; ///< the DAW's name
    juce::String track;
    juce::String item; ///< what the DAW calls the clip; empty: it cannot be found again there
    std::optional<int> bar;
    std::optional<int> slot; ///< of a launcher

    bool operator==(const Placed&) const = default;
};

/** What keeps a clip off a timeline. */
struct NotPlaced
{
    juce::String sentence;
    juce::String wayOut;
};

} // namespace tonekiln
