#include "TimePosition.h"

#include <cmath>

namespace tonekiln::lv2
{

namespace
{
/** Positions beyond are nonsense: Qtractor sends 2^32 for beats it has not counted. */
constexpr double farthestFrame = 1.0e12, farthestBeat = 1.0e9;
constexpr double slowest = 1.0, fastest = 1000.0;

bool sane(const std::optional<double>& value, double low, double high)
{
    return value && std::isfinite(*value) && *value >= low && *value <= high;
}

bool whole(double value)
{
    return std::abs(value - std::round(value)) < 1.0e-6;
}

/** Qtractor counts beats from 1 beside the song's beat at the bar line, which no place within a
    bar can be. */
bool countsWholeBeats(const TimePosition& told)
{
    if (!told.bar || !told.beat || !told.barBeat || !told.beatsPerBar)
        return false;
    const bool ofTheSong =
        *told.bar == 0 ? *told.barBeat == 0.0 : *told.barBeat >= *told.beatsPerBar;
    return ofTheSong && whole(*told.barBeat) && whole(*told.beat) && *told.beat >= 1.0 &&
           *told.beat <= *told.beatsPerBar;
}
} // namespace

std::optional<Meter> meterOf(const std::optional<double>& beatsPerBar, std::int64_t beatUnit)
{
    constexpr double mostBeats = 1000.0;
    constexpr std::int64_t finest = 64;
    if (!sane(beatsPerBar, 0.01, mostBeats) || beatUnit < 1 || beatUnit > finest)
        return std::nullopt;
    auto beats = *beatsPerBar;
    for (; beatUnit <= finest; beats *= 2.0, beatUnit *= 2)
        if (std::abs(beats - std::round(beats)) < 1.0e-3)
        {
            const Meter meter{static_cast<int>(std::lround(beats)), static_cast<int>(beatUnit)};
            return meter.valid() ? std::optional{meter} : std::nullopt;
        }
    return std::nullopt;
}

TimePosition sanitised(TimePosition told, bool& wholeBeats)
{
    for (auto* field : {&told.speed, &told.beat, &told.beatsPerBar})
        if (!sane(*field, -farthestBeat, farthestBeat))
            field->reset();
    if (!sane(told.barBeat, 0.0, farthestBeat))
        told.barBeat.reset();
    if (!sane(told.beatsPerMinute, slowest, fastest))
        told.beatsPerMinute.reset();
    for (auto* field : {&told.frame, &told.bar})
        if (*field && std::abs(static_cast<double>(**field)) > farthestFrame)
            field->reset();

    wholeBeats = wholeBeats || countsWholeBeats(told);
    if (wholeBeats)
    {
        if (told.beat && *told.beat >= 1.0 && *told.beat <= told.beatsPerBar.value_or(0.0))
            told.wholeBeat = std::llround(*told.beat) - 1;
        told.beat.reset();
        told.barBeat.reset();
        return told;
    }
    // A beat at the bar's end is the next bar's first, or nonsense.
    if (told.barBeat && told.beatsPerBar && *told.barBeat > *told.beatsPerBar + 1.0)
        told.barBeat.reset();
    // The beat of the song cannot lie in its first bar once there are bars before; in the first
    // it is the beat of the bar as well.
    if (told.beat && told.bar && *told.bar >= 0 && *told.beat < told.beatsPerBar.value_or(0.0))
    {
        if (!told.barBeat)
            told.barBeat = told.beat;
        told.beat.reset();
    }
    return told;
}

} // namespace tonekiln::lv2
