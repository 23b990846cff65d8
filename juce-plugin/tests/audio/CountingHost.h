// A host of the audition's, and clips that tell which of their frames is heard.
// Thread: the test's own.
#pragma once

#include "audio/Audition.h"

#include <cmath>

namespace tonekiln::test
{

/** A clip whose frame n holds (n + 1) / 2^20: every output sample tells which frame it is. */
inline std::unique_ptr<LoadedClip> countingClip(int bars, Meter meter, const char* bpm, int rate,
                                                std::uint64_t ticket = 1)
{
    auto clip = std::make_unique<LoadedClip>();
    clip->ticket = ticket;
    clip->shape.bars = bars;
    clip->shape.meter = meter;
    clip->shape.bpm = *parseBpm(bpm);
    clip->shape.sampleRate = rate;
    clip->shape.frames = barFrames(bars, meter, clip->shape.bpm, rate);
    clip->audio.setSize(1, static_cast<int>(clip->shape.frames));
    for (int i = 0; i < clip->audio.getNumSamples(); ++i)
        clip->audio.setSample(0, i, static_cast<float>(i + 1) / 1048576.0f);
    return clip;
}

inline long frameIn(float sample)
{
    return std::lround(sample * 1048576.0f) - 1;
}

/** A host: keeps a song position in samples and asks the audition for blocks. */
class CountingHost
{
public:
    CountingHost(Audition& heard, double hostBpm, int hostRate, Meter hostMeter = {})
        : audition(heard)
        , bpm(hostBpm)
        , rate(hostRate)
        , meter(hostMeter)
    {
        audition.prepare(rate);
    }

    Transport transport() const
    {
        Transport t;
        t.present = true;
        t.playing = playing;
        t.bpm = bpm;
        t.sampleRate = rate;
        t.meter = meter;
        t.sample = sample;
        t.ppq = static_cast<double>(sample) * bpm / 60.0 / rate;
        const double bar = meter.quartersPerBar();
        t.barStart = std::floor(t.ppq / bar + 1e-9) * bar;
        return t;
    }

    void run(int block, std::vector<float>& out)
    {
        std::vector<float> l(static_cast<std::size_t>(block)), r(l.size());
        float* channels[] = {l.data(), r.data()};
        audition.process(channels, 2, block, transport(), on, gain);
        out.insert(out.end(), l.begin(), l.end());
        if (playing)
            sample += block;
    }

    std::vector<float> runFor(int samples, int block)
    {
        std::vector<float> out;
        while (static_cast<int>(out.size()) < samples)
            run(std::min(block, samples - static_cast<int>(out.size())), out);
        return out;
    }

    Audition& audition;
    double bpm;
    int rate;
    Meter meter;
    std::int64_t sample = 0;
    bool playing = true;
    bool on = true;
    float gain = 1.0f;
};

inline float largestStep(const std::vector<float>& out)
{
    float largest = 0.0f;
    for (std::size_t i = 1; i < out.size(); ++i)
        largest = std::max(largest, std::abs(out[i] - out[i - 1]));
    return largest;
}

/** A full-scale cosine: its first frame is the worst place to start abruptly. */
inline std::unique_ptr<LoadedClip> loudClip(int bars, const char* bpm, int rate)
{
    auto clip = countingClip(bars, {}, bpm, rate);
    for (int i = 0; i < clip->audio.getNumSamples(); ++i)
        clip->audio.setSample(0, i, static_cast<float>(std::cos(i * 0.01)));
    return clip;
}

} // namespace tonekiln::test
