#include "HostClock.h"

#include <algorithm>
#include <cmath>

namespace tonekiln
{

namespace
{
constexpr double slowest = 1.0, fastest = 1000.0;
constexpr double farthestPpq = 1.0e9;

/** Hosts compute their tempo in floating point. */
constexpr double sameBpm = 1.0e-6;

/** How far from a whole number of bars a bar line may lie. */
constexpr double sameBar = 1.0e-4;

std::optional<double> sane(const juce::Optional<double>& told, double low, double high)
{
    if (told && std::isfinite(*told) && *told >= low && *told <= high)
        return *told;
    return std::nullopt;
}

std::optional<double> sanePpq(const juce::Optional<double>& told)
{
    return sane(told, -farthestPpq, farthestPpq);
}

std::optional<std::int64_t> sampleOf(const juce::AudioPlayHead::PositionInfo& position, double rate)
{
    constexpr double mostSeconds = 1.0e9;
    if (const auto told = position.getTimeInSamples())
        return *told;
    if (const auto seconds = sane(position.getTimeInSeconds(), -mostSeconds, mostSeconds))
        return std::llround(*seconds * rate);
    return std::nullopt;
}

double barLineBefore(double ppq, Meter meter)
{
    const double bar = meter.quartersPerBar();
    return std::floor((ppq + sameQuarter) / bar) * bar;
}

/** Where a position is rounded to ticks, the sample count tells it exactly, as long as the song
    has had one tempo from its start; else it stays off by up to a tick. */
void sharpen(Transport& transport, double counted)
{
    if (!inWholeTicks(transport.ppq))
        return;
    if (std::abs(transport.ppq - counted) <= tick + sameQuarter)
        transport.ppq = counted;
    else
        transport.grain = tick;
}

/** The number of a bar that begins at `barStart`, if all before it had this meter. */
std::optional<std::int64_t> countedBar(double barStart, Meter meter)
{
    const double bars = barStart / meter.quartersPerBar();
    if (std::abs(bars - std::round(bars)) > sameBar)
        return std::nullopt;
    return std::llround(bars);
}
} // namespace

Transport HostClock::prepare(double sampleRate)
{
    last.sampleRate = sampleRate;
    last.playing = false;
    lastSamples = 0;
    return last;
}

Transport HostClock::expected() const noexcept
{
    return last.playing ? last.after(lastSamples) : last;
}

Transport HostClock::read(juce::AudioPlayHead* playHead, int samples) noexcept
{
    const auto position =
        playHead != nullptr ? playHead->getPosition() : juce::Optional<Position>{};
    auto now = position ? follow(*position) : expected();
    if (!position)
        now.playing = false; // it may be told again in the next block
    last = now;
    lastSamples = samples;
    return now;
}

void HostClock::readTempo(Transport& now, const Position& position) noexcept
{
    const auto told = sane(position.getBpm(), slowest, fastest);
    now.bpm = told.value_or(last.bpm);
    oneTempo = oneTempo && (!anyTempo || std::abs(now.bpm - last.bpm) < sameBpm);
    anyTempo = anyTempo || told;
    now.present = anyTempo;
}

void HostClock::readMeter(Transport& now, const Position& position) noexcept
{
    now.meter = last.meter;
    if (const auto told = position.getTimeSignature())
        if (const Meter meter{told->numerator, told->denominator}; meter.valid())
        {
            oneMeter = oneMeter && (!anyMeter || meter == last.meter);
            anyMeter = true;
            now.meter = meter;
        }
    now.meterTold = anyMeter;
}

Transport HostClock::follow(const Position& position) noexcept
{
    const auto due = expected();
    Transport now;
    now.sampleRate = last.sampleRate;
    now.playing = position.getIsPlaying();
    readTempo(now, position);
    readMeter(now, position);

    const auto sample = sampleOf(position, now.sampleRate);
    const auto ppq = sanePpq(position.getPpqPosition());
    now.sample = sample.value_or(due.sample);
    const bool near = ppq      ? std::abs(*ppq - due.ppq) <= 2.0 * tick
                      : sample ? std::abs(*sample - due.sample) <= 1
                               : false;
    const bool goesOn = anyPosition && due.placed && near;
    anyPosition = true;

    const double counted = static_cast<double>(now.sample) / now.samplesPerQuarter();
    now.placed = ppq || (sample && (goesOn || oneTempo || *sample == 0));
    now.ppq = ppq ? *ppq : goesOn ? due.ppq : counted;
    if (ppq && sample)
        sharpen(now, counted);
    readBarLine(now, position, due, goesOn);

    if (const auto loop = position.getLoopPoints())
    {
        now.loopStart = sanePpq(loop->ppqStart).value_or(0.0);
        now.loopEnd = sanePpq(loop->ppqEnd).value_or(0.0);
        now.looping = position.getIsLooping() && now.loopEnd > now.loopStart;
    }
    return now;
}

void HostClock::readBarLine(Transport& now, const Position& position, const Transport& due,
                            bool goesOn) noexcept
{
    const double length = now.meter.quartersPerBar();
    const auto told = sane(position.getPpqPositionOfLastBarStart(), now.ppq - length - sameQuarter,
                           now.ppq + sameQuarter);
    const bool atStart = std::abs(now.ppq) < sameQuarter;
    now.barStart = told     ? *told
                   : goesOn ? std::min(due.barStart, now.ppq)
                            : barLineBefore(now.ppq, now.meter);
    now.placed = now.placed && (told || goesOn || oneMeter || atStart);

    if (const auto bar = position.getBarCount())
        now.bar = *bar;
    else if (goesOn && due.bar)
        now.bar = *due.bar + (now.barStart > due.barStart + tick ? 1 : 0) -
                  (now.barStart < due.barStart - tick ? 1 : 0);
    else if (oneMeter || atStart)
        now.bar = countedBar(now.barStart, now.meter);
    if (!now.placed)
        now.bar.reset();
}

} // namespace tonekiln
