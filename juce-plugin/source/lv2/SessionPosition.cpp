#include "SessionPosition.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tonekiln::lv2
{

std::optional<double> SessionPosition::quartersPerMinute(const Known& known) const noexcept
{
    if (!known.told || reading != Reading::units || !known.meter)
        return known.told;
    return *known.told * 4.0 / known.meter->denominator;
}

double SessionPosition::quartersOf(double barBeat, const Meter& meter, Reading as) const noexcept
{
    const double perBeat = 4.0 / meter.denominator;
    if (as != Reading::quarterSub)
        return barBeat * perBeat;
    const double whole = std::floor(barBeat);
    return whole * perBeat + (barBeat - whole);
}

SessionPosition::Known SessionPosition::carried(Known known, double frames) const noexcept
{
    if (known.frame)
        *known.frame += known.speed * frames;
    const auto tempo = quartersPerMinute(known);
    const double quarters = known.speed * frames * tempo.value_or(0.0) / 60.0 / rate;
    if (known.quarter)
        *known.quarter += quarters;
    if (!known.inBar)
        return known;
    *known.inBar += quarters;
    if (!known.meter)
        return known;
    const double length = known.meter->quartersPerBar();
    const double bars = std::floor((*known.inBar + sameQuarter) / length);
    *known.inBar -= bars * length;
    if (known.bar)
        *known.bar += std::llround(bars);
    return known;
}

void SessionPosition::begin() noexcept
{
    start = now;
    at = 0;
}

void SessionPosition::take(const TimePosition& told, int frame) noexcept
{
    now = merged(carried(now, frame - at), sanitised(told, wholeBeats));
    at = frame;
    if (frame == 0 || !std::exchange(any, true))
        start = carried(now, -frame);
    any = true;
}

void SessionPosition::end(int frames) noexcept
{
    now = carried(now, frames - at);
    lastFrames = frames;
}

SessionPosition::Known SessionPosition::merged(const Known& due, const TimePosition& told) noexcept
{
    learn(told);
    auto known = due;
    known.speed = told.speed.value_or(due.speed);
    if (told.beatsPerMinute)
        known.told = told.beatsPerMinute;
    const auto unit = told.beatUnit.value_or(due.meter ? due.meter->denominator : 4);
    if (const auto meter = meterOf(told.beatsPerBar, unit))
        known.meter = meter;
    const bool moved =
        told.frame && (!due.frame || std::abs(static_cast<double>(*told.frame) - *due.frame) > 1.0);
    if (told.frame)
        known.frame = static_cast<double>(*told.frame);
    oneTempo = oneTempo && (!due.told || due.told == known.told);
    oneMeter = oneMeter && (!due.meter || due.meter == known.meter);
    place(known, due, told, moved);
    placeWithin(known, due, told, moved);
    smooth(known, due, moved);
    count(known);
    lastTold = told;
    return known;
}

/** Puts the told bar and beat into quarter notes, and lets go of what a jump has made stale. */
void SessionPosition::place(Known& known, const Known& due, const TimePosition& told,
                            bool moved) noexcept
{
    const double perBeat =
        4.0 /
        static_cast<double>(told.beatUnit.value_or(known.meter ? known.meter->denominator : 4));
    const auto quarter = told.beat ? std::optional{*told.beat * perBeat} : std::nullopt;
    const auto inBar =
        told.barBeat ? std::optional{known.meter ? quartersOf(*told.barBeat, *known.meter, reading)
                                                 : *told.barBeat * perBeat}
                     : std::nullopt;
    const auto differs =
        [](const std::optional<double>& said, const std::optional<double>& carriedOn)
    { return said && (!carriedOn || std::abs(*said - *carriedOn) > 2.0 * tick); };
    if (moved || differs(quarter, due.quarter) || differs(inBar, due.inBar) ||
        (told.bar && told.bar != due.bar))
    {
        known.bar.reset();
        known.inBar.reset();
        known.quarter.reset();
    }
    if (told.bar)
        known.bar = told.bar;
    if (inBar)
        known.inBar = inBar;
    if (quarter)
        known.quarter = quarter;
}

void SessionPosition::placeWithin(Known& known, const Known& due, const TimePosition& told,
                                  bool moved) const noexcept
{
    const auto tempo = quartersPerMinute(known);
    if (!told.bar || told.barBeat || told.beat || !known.meter || !tempo)
        return;
    if (!told.wholeBeat && !wholeBeats && known.inBar)
        return; // what was known still holds
    const double length = known.meter->quartersPerBar(), perBeat = 4.0 / known.meter->denominator;
    const auto& last = lastTold;
    const bool nextBar = last.bar && *told.bar == *last.bar + 1;
    const bool nextBeat = told.wholeBeat && last.wholeBeat && told.bar == last.bar &&
                          *told.wholeBeat == *last.wholeBeat + 1;
    const bool justBegun =
        !moved && due.speed > 0.0 && (nextBeat || (nextBar && told.wholeBeat.value_or(0) == 0));
    const double low = static_cast<double>(told.wholeBeat.value_or(0)) * perBeat;
    const double high = std::min(low + (told.wholeBeat ? perBeat : length),
                                 justBegun ? low + lastFrames * *tempo / 60.0 / rate : length);

    if (!moved && due.bar && due.inBar && due.meter && due.quarter)
    {
        const auto ahead = static_cast<double>(*due.bar - *told.bar);
        const double place =
            *due.inBar + ahead * (ahead < 0.0 ? due.meter->quartersPerBar() : length);
        if (place > low - perBeat && place < high + perBeat)
        {
            known.inBar = std::clamp(place, low, high);
            known.quarter = *due.quarter + *known.inBar - place;
            return;
        }
    }
    const double counted =
        known.frame.value_or(0.0) * *tempo / 60.0 / rate - static_cast<double>(*told.bar) * length;
    if (known.frame && oneTempo && oneMeter && counted > low - tick && counted < high + tick)
        known.inBar = counted;
    else if (justBegun)
        known.inBar = (low + high) / 2.0;
    else if (told.wholeBeat)
        known.inBar = low;
}

/** Where places are told in ticks: goes on evenly, and starts exactly where the song has had one
    tempo. */
void SessionPosition::smooth(Known& known, const Known& due, bool moved) const noexcept
{
    if (!known.inBar || !inWholeTicks(*known.inBar))
        return;
    const bool sameBar = known.bar == due.bar && known.meter == due.meter;
    if (!moved && due.inBar && sameBar && std::abs(*known.inBar - *due.inBar) <= 2.0 * tick)
    {
        known.inBar = std::clamp(*due.inBar, *known.inBar - tick, *known.inBar + tick);
        return;
    }
    const auto tempo = quartersPerMinute(known);
    if (!known.frame || !tempo || !known.meter || !known.bar)
        return;
    const double counted = *known.frame * *tempo / 60.0 / rate;
    const double inBar = counted - static_cast<double>(*known.bar) * known.meter->quartersPerBar();
    if (std::abs(inBar - *known.inBar) <= tick + sameQuarter)
        known.inBar = inBar;
}

void SessionPosition::learn(const TimePosition& told) noexcept
{
    const auto& last = lastTold;
    const auto meter = meterOf(told.beatsPerBar, told.beatUnit.value_or(4));
    if (!meter || meter->denominator == 4 || !told.frame || !last.frame || !told.bar || !last.bar ||
        !told.barBeat || !last.barBeat || told.beatsPerBar != last.beatsPerBar ||
        told.beatUnit != last.beatUnit || !told.beatsPerMinute ||
        told.beatsPerMinute != last.beatsPerMinute || last.speed != 1.0)
        return;
    const auto frames = static_cast<double>(*told.frame - *last.frame);
    if (frames <= 0.0 || frames > rate)
        return;
    const double bars = static_cast<double>(*told.bar - *last.bar) * meter->quartersPerBar();
    for (const auto as : {Reading::quarters, Reading::quarterSub, Reading::units})
    {
        const double tempo =
            *told.beatsPerMinute * (as == Reading::units ? 4.0 / meter->denominator : 1.0);
        const double due = frames * tempo / 60.0 / rate;
        const double seen =
            bars + quartersOf(*told.barBeat, *meter, as) - quartersOf(*last.barBeat, *meter, as);
        if (std::abs(seen - due) > 0.02 * due + 2.0 * tick)
            ++misses[static_cast<std::size_t>(as)];
    }
    const auto fewest = std::min_element(misses.begin(), misses.end());
    if (*fewest < misses[static_cast<std::size_t>(reading)])
        reading = static_cast<Reading>(fewest - misses.begin());
}

/** Quarter notes from the song's start, where only bars are told: counted from where this meter was
    seen to begin, else as if it had been the song's only one. */
void SessionPosition::count(Known& known) noexcept
{
    if (!known.meter || !known.bar || !known.inBar)
        return;
    if (known.quarter && countedMeter != known.meter)
    {
        meterBar = *known.bar;
        meterQuarter = *known.quarter - *known.inBar;
    }
    else if (!known.quarter && (countedMeter != known.meter || *known.bar < meterBar))
    {
        meterBar = 0;
        meterQuarter = 0.0;
    }
    countedMeter = known.meter;
    if (!known.quarter)
        known.quarter = meterQuarter +
                        static_cast<double>(*known.bar - meterBar) * known.meter->quartersPerBar() +
                        *known.inBar;
}

juce::Optional<juce::AudioPlayHead::PositionInfo> SessionPosition::atBlock() const
{
    if (!any)
        return {};
    juce::AudioPlayHead::PositionInfo info;
    info.setIsPlaying(start.speed > 0.0);
    if (const auto tempo = quartersPerMinute(start))
        info.setBpm(*tempo);
    if (start.meter)
        info.setTimeSignature(
            juce::AudioPlayHead::TimeSignature{start.meter->numerator, start.meter->denominator});
    if (start.frame)
    {
        info.setTimeInSamples(std::llround(*start.frame));
        info.setTimeInSeconds(*start.frame / rate);
    }
    if (start.quarter)
        info.setPpqPosition(*start.quarter);
    if (start.quarter && start.inBar)
        info.setPpqPositionOfLastBarStart(*start.quarter - *start.inBar);
    if (start.bar && start.inBar)
        info.setBarCount(*start.bar);
    return info;
}

} // namespace tonekiln::lv2
