#include "Transport.h"

#include <cmath>

namespace tonekiln
{

bool inWholeTicks(double ppq)
{
    // As far as single precision tells: LV2 hosts send the place in the bar in it.
    constexpr double ofATick = 1.0e-3;
    return std::abs(ppq / tick - std::round(ppq / tick)) < ofATick;
}

Transport Transport::after(int samples) const
{
    auto later = *this;
    later.ppq += samples / samplesPerQuarter();
    later.sample += samples;
    const double length = meter.quartersPerBar();
    while (later.ppq + sameQuarter >= later.barStart + length)
    {
        later.barStart += length;
        if (later.bar)
            ++*later.bar;
    }
    return later;
}

} // namespace tonekiln
