// The way onto a timeline.
// Thread: plain values, any.
#pragma once

#include "timeline/Spot.h"

#include <vector>

namespace tonekiln
{

/** A DAW and whether its script takes clips now. */
struct RoadRow
{
    juce::String name;
    juce::String title;
    bool open = false;
    juce::String says; ///< while closed: the command that opens it, or what else to do

    bool operator==(const RoadRow&) const = default;
};

struct PlacingState
{
    juce::String into; ///< the DAW that takes a clip now; empty: none, it must be dragged
    bool busy = false; ///< the DAW is at it
    juce::String said; ///< how the last placement ended, until something else is done

    bool operator==(const PlacingState&) const = default;
};

} // namespace tonekiln
