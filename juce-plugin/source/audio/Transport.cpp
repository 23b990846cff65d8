#include "Transport.h"

#include <cmath>

namespace tonekiln
{

namespace
{
constexpr double slowest = 1.0, fastest = 1000.0;
constexpr double farthestPpq = 1.0e9;

/** A playhead this close to a bar line stands on it. */
constexpr double sameQuarter = 1.0e-7;

double saneOr(double value, double otherwise, double low, double high)
{
    return std::isfinite(value) && value >= low && value <= high ? value : otherwise;
}

/** Ardour gives positions in whole ticks of 1/1920 quarter note: a dozen samples apart. */
constexpr double ticksPerQuarter = 1920.0;

bool inWholeTicks(double ppq)
{
    const double ticks = ppq * ticksPerQuarter;
    return std::abs(ticks - std::round(ticks)) < 1.0e-4;
}

/** Where a position is rounded to ticks, the sample count tells it exactly, as long as the song
    has had one tempo from its start; else it stays off by up to a tick. */
void sharpen(Transport& transport, double counted)
{
    if (!inWholeTicks(transport.ppq))
        return;
    if (std::abs(transport.ppq - counted) <= 1.0 / ticksPerQuarter + sameQuarter)
        transport.ppq = counted;
    else
        transport.grain = 1.0 / ticksPerQuarter;
}

double barLineBefore(double ppq, Meter meter)
{
    const double bar = meter.quartersPerBar();
    return std::floor((ppq + sameQuarter) / bar) * bar;
}
} // namespace

Transport Transport::after(int samples) const
{
    auto later = *this;
    later.ppq += samples / samplesPerQuarter();
    later.sample += samples;
    const double bar = meter.quartersPerBar();
    while (later.ppq + sameQuarter >= later.barStart + bar)
        later.barStart += bar;
    return later;
}

Transport readTransport(juce::AudioPlayHead* playHead, double sampleRate)
{
    Transport transport;
    transport.sampleRate = sampleRate;
    const auto position = playHead != nullptr ? playHead->getPosition()
                                              : juce::Optional<juce::AudioPlayHead::PositionInfo>{};
    if (!position)
        return transport;

    transport.present = true;
    transport.playing = position->getIsPlaying();
    transport.bpm = saneOr(position->getBpm().orFallback(120.0), 120.0, slowest, fastest);
    if (const auto meter = position->getTimeSignature())
        if (const Meter given{meter->numerator, meter->denominator}; given.valid())
            transport.meter = given;

    transport.sample = position->getTimeInSamples().orFallback(0);
    const double counted = static_cast<double>(transport.sample) / transport.samplesPerQuarter();
    transport.ppq =
        saneOr(position->getPpqPosition().orFallback(counted), 0.0, -farthestPpq, farthestPpq);
    if (position->getTimeInSamples())
        sharpen(transport, counted);

    const double ownBar = barLineBefore(transport.ppq, transport.meter);
    const double longest = transport.meter.quartersPerBar();
    transport.barStart = saneOr(position->getPpqPositionOfLastBarStart().orFallback(ownBar), ownBar,
                                transport.ppq - longest - sameQuarter, transport.ppq + sameQuarter);

    if (const auto loop = position->getLoopPoints())
    {
        transport.loopStart = saneOr(loop->ppqStart, 0.0, -farthestPpq, farthestPpq);
        transport.loopEnd = saneOr(loop->ppqEnd, 0.0, -farthestPpq, farthestPpq);
        transport.looping = position->getIsLooping() && transport.loopEnd > transport.loopStart;
    }
    return transport;
}

} // namespace tonekiln
