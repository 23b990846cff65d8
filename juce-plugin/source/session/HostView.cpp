#include "HostView.h"

namespace tonekiln
{

HostFacts hostFacts(const Transport& now)
{
    HostFacts facts;
    facts.present = now.present;
    facts.meterTold = now.meterTold;
    facts.placed = now.placed;
    facts.bar = now.bar;
    facts.playing = now.playing;
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
