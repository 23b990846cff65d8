// The audition, sample by sample, against timelines computed here.
#include "audio/Alignment.h"
#include "audio/Audition.h"
#include "audio/loading/ClipFile.h"
#include "audio/HostClock.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tonekiln;

namespace
{
/** A clip whose frame n holds (n + 1) / 2^20: every output sample tells which frame it is. */
std::unique_ptr<LoadedClip> countingClip(int bars, Meter meter, const char* bpm, int rate,
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

long frameIn(float sample)
{
    return std::lround(sample * 1048576.0f) - 1;
}

/** A host: keeps a song position in samples and asks the audition for blocks. */
class Host
{
public:
    Host(Audition& heard, double hostBpm, int hostRate, Meter hostMeter = {})
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

float largestStep(const std::vector<float>& out)
{
    float largest = 0.0f;
    for (std::size_t i = 1; i < out.size(); ++i)
        largest = std::max(largest, std::abs(out[i] - out[i - 1]));
    return largest;
}

/** A full-scale cosine: its first frame is the worst place to start abruptly. */
std::unique_ptr<LoadedClip> loudClip(int bars, const char* bpm, int rate)
{
    auto clip = countingClip(bars, {}, bpm, rate);
    for (int i = 0; i < clip->audio.getNumSamples(); ++i)
        clip->audio.setSample(0, i, static_cast<float>(std::cos(i * 0.01)));
    return clip;
}
} // namespace

TEST_CASE("in time, every sample is the frame that the grid says, at any rate and block size")
{
    const int rate = GENERATE(22050, 44100, 48000, 96000, 192000);
    const int block = GENERATE(1, 64, 441, 8192);
    const char* const bpm = GENERATE("120", "128", "133.333333");
    if (block == 1 && rate > 48000)
        return;
    const Meter meter{7, 8};
    Audition audition;
    Host host{audition, std::stod(bpm), rate, meter};
    audition.clips().publish(countingClip(1, meter, bpm, rate));

    const auto bar = [&](int n) { return barFrames(n, meter, *parseBpm(bpm), rate); };
    const auto out = host.runFor(static_cast<int>(bar(3)) + 500, block);
    const auto fade = static_cast<std::int64_t>(0.003 * rate);
    int wrong = 0;
    for (int n = 0; n < 3; ++n)
        for (auto s = bar(n) + (n == 0 ? fade : 0); s < bar(n + 1); ++s)
        {
            const auto expected = std::min(s - bar(n), bar(1) - 1);
            wrong += frameIn(out[static_cast<std::size_t>(s)]) != expected ? 1 : 0;
        }
    CAPTURE(rate, block, bpm);
    CHECK(wrong == 0);
}

TEST_CASE("after a relocation the audition is on the grid again")
{
    const int rate = 48000;
    Audition audition;
    Host host{audition, 120.0, rate};
    audition.clips().publish(countingClip(2, {}, "120", rate));
    host.runFor(10000, 64);
    host.sample = 7 * 96000 + 1234; // bar 8 of a clip of two bars: its second bar
    const auto out = host.runFor(2000, 64);
    for (std::size_t i = 400; i < out.size(); ++i)
        REQUIRE(frameIn(out[i]) == 96000 + 1234 + static_cast<long>(i));
}

TEST_CASE("at another tempo each bar starts on its bar line")
{
    const int rate = 48000;
    const double hostBpm = GENERATE(90.0, 140.0);
    Audition audition;
    Host host{audition, hostBpm, rate};
    audition.clips().publish(countingClip(2, {}, "120", rate));
    const auto hostBar = static_cast<int>(std::lround(240.0 * rate / hostBpm));
    const auto out = host.runFor(hostBar * 3, 64);
    for (int bar = 0; bar < 3; ++bar)
        for (int i = 400; i < std::min(hostBar, 96000) - 400; i += 97)
        {
            const auto frame = frameIn(out[static_cast<std::size_t>(bar * hostBar + i)]);
            // A bar line may fall between samples.
            REQUIRE(std::abs(frame - ((bar % 2) * 96000 + i)) <= 1);
        }
    CHECK_FALSE(audition.status().inTime);
    CHECK(audition.status().sounding);
}

TEST_CASE("starting, stopping, jumping and changing clips never click")
{
    const int rate = 48000;
    Audition audition;
    Host host{audition, 120.0, rate};
    audition.clips().publish(loudClip(1, "120", rate));
    std::vector<float> out(1, 0.0f);
    host.sample = 3;
    for (int i = 0; i < 600; ++i)
    {
        if (i % 50 == 20)
            host.playing = !host.playing;
        if (i % 70 == 30)
            host.sample += 12345;
        if (i % 110 == 60)
            audition.clips().publish(loudClip(1, "120", rate));
        if (i % 130 == 90)
            host.on = !host.on;
        if (i % 90 == 45)
            host.bpm = host.bpm == 120.0 ? 121.0 : 120.0;
        host.run(64, out);
    }
    // The wave itself moves 0.01 a sample; two voices fading over 2 and 6 ms add the rest.
    CHECK(largestStep(out) < 0.05f);
    CHECK(*std::max_element(out.begin(), out.end()) > 0.9f);
}

TEST_CASE("jumping, changing clips and starting again never get louder than the clip")
{
    const int rate = 48000;
    const auto flatClip = [&]
    {
        auto clip = countingClip(1, {}, "120", rate);
        for (int i = 0; i < clip->audio.getNumSamples(); ++i)
            clip->audio.setSample(0, i, 1.0f);
        return clip;
    };
    Audition audition;
    Host host{audition, 120.0, rate};
    audition.clips().publish(flatClip());
    std::vector<float> out;
    for (int i = 0; i < 2000; ++i)
    {
        if (i % 7 == 3)
            host.sample += 12345;
        if (i % 11 == 5)
            audition.clips().publish(flatClip());
        if (i % 13 == 4)
            host.playing = !host.playing;
        host.run(i % 3 == 0 ? 17 : 64, out);
    }
    CHECK(*std::max_element(out.begin(), out.end()) <= 1.0001f);
    CHECK(*std::max_element(out.begin(), out.end()) > 0.9f);
}

TEST_CASE("a rolling loop is played as it is, without fades")
{
    const int rate = 48000;
    Audition audition;
    Host host{audition, 120.0, rate};
    audition.clips().publish(countingClip(1, {}, "120", rate));
    const auto out = host.runFor(96000 * 2 + 200, 480);
    CHECK(frameIn(out[96000 - 1]) == 95999);
    CHECK(frameIn(out[96000]) == 0);
    CHECK(frameIn(out[96001]) == 1);
}

TEST_CASE("a one-shot plays once and is silent to its next bar")
{
    const int rate = 48000;
    Audition audition;
    Host host{audition, 120.0, rate};
    auto clip = countingClip(1, {}, "120", rate);
    clip->shape.bars = 0;
    clip->shape.frames = 20000;
    clip->audio.setSize(1, 20000, true);
    audition.clips().publish(std::move(clip));
    const auto out = host.runFor(96000 + 1000, 64);
    CHECK(frameIn(out[10000]) == 10000);
    for (std::size_t i = 20000; i < 96000; ++i)
        REQUIRE(out[i] == 0.0f);
    CHECK(frameIn(out[96500]) == 500);
}

TEST_CASE("with the transport standing still it plays freely when asked to")
{
    const int rate = 48000;
    Audition audition;
    Host host{audition, 90.0, rate};
    host.playing = false;
    audition.clips().publish(countingClip(1, {}, "120", rate));
    auto out = host.runFor(2000, 64);
    CHECK(std::all_of(out.begin(), out.end(), [](float s) { return s == 0.0f; }));

    audition.playFreely();
    out = host.runFor(96000 * 2, 64);
    CHECK(frameIn(out[1000]) == 1000);
    CHECK(frameIn(out[96000 + 1000]) == 1000);
    CHECK(audition.status().free);

    host.playing = true;
    host.bpm = 120.0;
    host.sample = 500;
    out = host.runFor(2000, 64);
    CHECK(frameIn(out[1000]) == 1500);
    host.playing = false;
    host.runFor(1000, 64);
    CHECK_FALSE(audition.status().sounding);
}

TEST_CASE("clips that were swapped out are freed, and none is freed twice")
{
    const int rate = 48000;
    Audition audition;
    Host host{audition, 120.0, rate};
    for (std::uint64_t i = 0; i < 200; ++i)
    {
        audition.clips().publish(countingClip(1, {}, "300", rate, i + 1));
        std::vector<float> out;
        host.run(64, out);
        audition.clips().collect();
    }
    host.runFor(2000, 64);
    CHECK(audition.status().ticket == 200);
}

TEST_CASE("a clip of another rate keeps silent until it was loaded anew")
{
    Audition audition;
    Host host{audition, 120.0, 44100};
    audition.clips().publish(countingClip(1, {}, "120", 48000));
    const auto out = host.runFor(5000, 64);
    CHECK(std::all_of(out.begin(), out.end(), [](float s) { return s == 0.0f; }));
}

TEST_CASE("nonsense from a host's playhead is made into something playable")
{
    struct Nonsense final : juce::AudioPlayHead
    {
        juce::Optional<PositionInfo> getPosition() const override
        {
            PositionInfo info;
            info.setBpm(bpm);
            info.setPpqPosition(ppq);
            info.setPpqPositionOfLastBarStart(barStart);
            info.setTimeSignature(juce::AudioPlayHead::TimeSignature{numerator, denominator});
            info.setIsPlaying(true);
            return info;
        }
        double bpm = 0, ppq = 0, barStart = 0;
        int numerator = 0, denominator = 0;
    };
    const double nan = std::numeric_limits<double>::quiet_NaN(), inf = HUGE_VAL;
    Nonsense playHead;
    Audition audition;
    audition.prepare(48000);
    audition.clips().publish(countingClip(1, {}, "120", 48000));
    for (const double bpm : {nan, inf, -1.0, 0.0, 1e300, 120.0})
        for (const double ppq : {nan, -inf, 1e300, -77.3, 5.0})
            for (const double barStart : {nan, inf, -1e9, 1e9, 4.0})
                for (const int numerator : {-1, 0, 4, 2000000000})
                {
                    playHead.bpm = bpm;
                    playHead.ppq = ppq;
                    playHead.barStart = barStart;
                    playHead.numerator = numerator;
                    playHead.denominator = numerator;
                    HostClock clock;
                    const auto t = clock.read(&playHead, 64);
                    std::vector<float> l(64), r(64);
                    float* channels[] = {l.data(), r.data()};
                    audition.process(channels, 2, 64, t, true, 1.0f);
                    REQUIRE(
                        std::all_of(l.begin(), l.end(), [](float s) { return std::isfinite(s); }));
                }
}

namespace
{
/** A host that counts in ticks of 1/1920 quarter note, as Ardour does. */
struct TickingHost final : juce::AudioPlayHead
{
    juce::Optional<PositionInfo> getPosition() const override
    {
        PositionInfo info;
        const double ppq = static_cast<double>(sample + offset) * 120.0 / 60.0 / 48000.0;
        info.setBpm(120.0);
        info.setTimeSignature(TimeSignature{4, 4});
        info.setTimeInSamples(sample);
        info.setPpqPosition(std::round(ppq * 1920.0) / 1920.0);
        info.setPpqPositionOfLastBarStart(std::floor(ppq / 4.0) * 4.0);
        info.setIsPlaying(true);
        return info;
    }
    std::int64_t sample = 0;
    std::int64_t offset = 0; ///< what tempo changes earlier in the song have left
};
} // namespace

TEST_CASE("a host that counts in ticks is followed to the sample, or steadily within a tick")
{
    const std::int64_t offset = GENERATE(0, 777'777);
    Audition audition;
    audition.prepare(48000);
    audition.clips().publish(countingClip(1, {}, "120", 48000));
    TickingHost host;
    host.offset = offset;
    HostClock clock;
    std::vector<float> out;
    for (; host.sample < 200'000; host.sample += 64)
    {
        std::vector<float> l(64), r(64);
        float* channels[] = {l.data(), r.data()};
        audition.process(channels, 2, 64, clock.read(&host, 64), true, 1.0f);
        out.insert(out.end(), l.begin(), l.end());
    }
    const long most = offset == 0 ? 0 : 13;
    for (std::size_t i = 200; i < out.size(); ++i)
    {
        const auto truth = (static_cast<long>(i) + static_cast<long>(offset)) % 96000;
        const auto off = std::abs(frameIn(out[i]) - truth);
        REQUIRE(std::min(off, 96000 - off) <= most);
        if (const auto step = frameIn(out[i]) - frameIn(out[i - 1]); i > 200 && step != 1)
            REQUIRE(step == -95999);
    }
}

TEST_CASE("resampling to the host's rate keeps pitch, level and exact length")
{
    ClipShape shape;
    shape.bars = 1;
    shape.sampleRate = 44100;
    shape.frames = barFrames(1, {}, shape.bpm, 44100);
    juce::AudioBuffer<float> audio{2, static_cast<int>(shape.frames)};
    const double cycles = 1000.0; // a whole number per loop, so that it goes round seamlessly
    for (int c = 0; c < 2; ++c)
        for (int i = 0; i < audio.getNumSamples(); ++i)
            audio.setSample(c, i,
                            static_cast<float>(std::sin(juce::MathConstants<double>::twoPi *
                                                        cycles * i / audio.getNumSamples())));
    const auto clip = loadClip(audio, shape, 96000);
    REQUIRE(clip->shape.frames == barFrames(1, {}, shape.bpm, 96000));
    double worst = 0.0;
    for (int i = 0; i < clip->audio.getNumSamples(); ++i)
    {
        const double phase =
            juce::MathConstants<double>::twoPi * cycles * i / clip->audio.getNumSamples();
        worst = std::max(worst, std::abs(clip->audio.getSample(1, i) - std::sin(phase)));
    }
    CHECK(worst < 1.0e-3);
}
