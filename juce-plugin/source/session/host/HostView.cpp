#include "HostView.h"

namespace tonekiln
{

namespace
{
/** Longer than any block of a host that plays. */
constexpr juce::uint32 silentForMs = 700;
} // namespace

bool playsNow(const Transport& now)
{
    return now.playing &&
           (now.readAtMs == 0 || juce::Time::getMillisecondCounter() - now.readAtMs < silentForMs);
}

HostFacts hostFacts(const Transport& now)
{
    HostFacts facts;
    facts.present = now.present;
    facts.meterTold = now.meterTold;
    facts.placed = now.placed;
    facts.bar = now.bar;
    facts.playing = playsNow(now);
    facts.looping = now.looping;
    facts.bpm = now.bpm;
    facts.meterNumerator = now.meter.numerator;
    facts.meterDenominator = now.meter.denominator;
    facts.ppq = now.ppq;
    facts.barStartPpq = now.barStart;
    facts.loopStartPpq = now.loopStart;
    facts.loopEndPpq = now.loopEnd;
    facts.sampleRate = now.sampleRate;
    facts.sample = now.sample;
    return facts;
}

} // namespace tonekiln
