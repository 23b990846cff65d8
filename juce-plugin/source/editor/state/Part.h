// A part of a clip that is to be made again.
// Thread: plain values, any.
#pragma once

#include <juce_core/juce_core.h>

#include <cstdint>

namespace tonekiln
{

/** From one place in a clip to a later one, both in steps from its start: bars, or beats of them.
    Bar 3 is the steps 2 to 3 of one a bar, and 8 to 12 of four a bar. */
struct BarSpan
{
    int from = 0, to = 1;
    int perBar = 1; ///< steps in a bar

    /** @name As the wire counts: 1 is the clip's start, 2.5 the middle of its second bar */
    ///@{
    double start() const { return 1.0 + static_cast<double>(from) / perBar; }
    double end() const { return 1.0 + static_cast<double>(to) / perBar; }
    ///@}

    bool operator==(const BarSpan&) const = default;
};

struct PartWish
{
    juce::String clipId;
    BarSpan span;
    juce::String words;  ///< empty: the clip's own
    juce::String engine; ///< its name

    bool operator==(const PartWish&) const = default;
};

} // namespace tonekiln
