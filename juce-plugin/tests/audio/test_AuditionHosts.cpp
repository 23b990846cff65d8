// The audition in hosts that tell odd things, or tell them coarsely.
#include "CountingHost.h"
#include "audio/Alignment.h"
#include "audio/HostClock.h"

#include <catch2/catch.hpp>

using namespace tonekiln;
using namespace tonekiln::test;

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
