#include "Spans.h"

#include <algorithm>
#include <cmath>

namespace tonekiln
{

namespace
{
/** A place this near a line, in steps, is on it: pointers stand on whole points. */
constexpr double onTheLine = 1.0e-6;
} // namespace

BarSpan spanOver(double one, double other, BarGauge gauge, int perBar)
{
    const int steps = gauge.bars * perBar;
    const auto placeOf = [steps](double fraction)
    { return std::clamp(fraction, 0.0, 1.0) * steps; };
    const auto [first, last] = std::minmax({placeOf(one), placeOf(other)});
    const int from = std::min(static_cast<int>(std::floor(first + onTheLine)), steps - 1);
    const int to = std::max(static_cast<int>(std::ceil(last - onTheLine)), from + 1);
    return {from, to, perBar};
}

BarSpan movedBy(BarSpan span, int steps, BarGauge gauge)
{
    const int by = std::clamp(steps, -span.from, gauge.bars * span.perBar - span.to);
    return {span.from + by, span.to + by, span.perBar};
}

BarSpan grownBy(BarSpan span, int steps, BarGauge gauge)
{
    span.to = std::clamp(span.to + steps, span.from + 1, gauge.bars * span.perBar);
    return span;
}

} // namespace tonekiln
