// Which steps of a clip are meant by places in it.
// Thread: pure functions, any.
#pragma once

#include "../../state/Part.h"

namespace tonekiln
{

/** What spans are chosen of. */
struct BarGauge
{
    int bars = 1;
    int beats = 4; ///< in a bar

    bool operator==(const BarGauge&) const = default;
};

/** Every step that lies between two places, or that they lie in.
    @param one, other 0..1 of the clip, in any order; what lies outside counts as its edge
    @param perBar steps in a bar */
BarSpan spanOver(double one, double other, BarGauge, int perBar);

/** The same length, so many steps later, within the clip. */
BarSpan movedBy(BarSpan, int steps, BarGauge);

/** So many steps longer at its end; it keeps at least one, and ends within the clip. */
BarSpan grownBy(BarSpan, int steps, BarGauge);

} // namespace tonekiln
