#include "Alignment.h"

#include <cmath>
#include <cstdlib>

namespace tonekiln
{

namespace
{
/** Hosts compute their tempo in floating point: up to 50 millionths of a bpm is the same tempo. */
constexpr MicroBpm sameTempo = 50;

/** Host positions carry rounding noise; this much of a sample keeps exact halves rounding up. */
constexpr double noise = 1.0e-4;

std::int64_t toSample(double samples)
{
    return static_cast<std::int64_t>(std::floor(samples + 0.5 + noise));
}

std::int64_t floorMod(std::int64_t value, std::int64_t by)
{
    const auto rest = value % by;
    return rest < 0 ? rest + by : rest;
}

/** Passes of equal length over the timeline, laid out from a quarter-note position. */
struct Passes
{
    double start;      ///< quarter notes where the pass at the playhead began
    double length;     ///< in quarter notes
    double perQuarter; ///< samples
    double ppq;        ///< the block's first sample

    std::int64_t sampleOf(int pass) const
    {
        return toSample((start + pass * length - ppq) * perQuarter);
    }

    int passAt(std::int64_t sample) const
    {
        int pass = 0;
        while (sampleOf(pass) > sample)
            --pass;
        while (sampleOf(pass + 1) <= sample)
            ++pass;
        return pass;
    }
};

std::int64_t barNumber(const Transport& transport)
{
    if (transport.bar)
        return *transport.bar;
    return std::llround(transport.barStart / transport.meter.quartersPerBar());
}

/** Where the pass of `bars` host bars that holds the playhead began. */
double passStart(const Transport& transport, std::int64_t bars)
{
    const auto barsIn = floorMod(barNumber(transport), bars);
    return transport.barStart - static_cast<double>(barsIn) * transport.meter.quartersPerBar();
}

Span wholeClip(const ClipShape& clip, const Transport& transport, std::int64_t sample)
{
    const double length = clip.bars * clip.meter.quartersPerBar();
    const double start = clip.meter == transport.meter
                             ? passStart(transport, clip.bars)
                             : std::floor(transport.ppq / length) * length;
    const double perQuarter = 60.0e6 * transport.sampleRate / static_cast<double>(clip.bpm);
    const Passes passes{start, length, perQuarter, transport.ppq};
    const int pass = passes.passAt(sample);
    return {passes.sampleOf(pass), passes.sampleOf(pass + 1), 0, clip.frames};
}

Span oneBar(const ClipShape& clip, const Transport& transport, std::int64_t sample)
{
    const double length = transport.meter.quartersPerBar();
    const Passes passes{transport.barStart, length, transport.samplesPerQuarter(), transport.ppq};
    const int pass = passes.passAt(sample);
    const auto bar = static_cast<int>(floorMod(barNumber(transport) + pass, clip.bars));
    return {passes.sampleOf(pass), passes.sampleOf(pass + 1),
            barFrames(bar, clip.meter, clip.bpm, clip.sampleRate),
            barFrames(bar + 1, clip.meter, clip.bpm, clip.sampleRate)};
}

Span onceThrough(const ClipShape& clip, const Transport& transport, std::int64_t sample)
{
    const double bar = transport.meter.quartersPerBar();
    const double quarters = static_cast<double>(clip.frames) / transport.samplesPerQuarter();
    const auto bars = std::max<std::int64_t>(1, std::llround(std::ceil(quarters / bar - 1.0e-3)));
    const Passes passes{passStart(transport, bars), static_cast<double>(bars) * bar,
                        transport.samplesPerQuarter(), transport.ppq};
    const int pass = passes.passAt(sample);
    return {passes.sampleOf(pass), passes.sampleOf(pass + 1), 0, clip.frames};
}
} // namespace

bool inTime(const ClipShape& clip, const Transport& transport)
{
    return !clip.loops() || std::abs(nearestMicroBpm(transport.bpm) - clip.bpm) <= sameTempo;
}

Span spanAt(const ClipShape& clip, const Transport& transport, std::int64_t sample)
{
    if (!clip.loops())
        return onceThrough(clip, transport, sample);
    return inTime(clip, transport) ? wholeClip(clip, transport, sample)
                                   : oneBar(clip, transport, sample);
}

} // namespace tonekiln
