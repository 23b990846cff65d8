// The audition, sample by sample, against timelines computed here.
#include "CountingHost.h"
#include "audio/Alignment.h"

#include <catch2/catch.hpp>

using namespace tonekiln;
using namespace tonekiln::test;

TEST_CASE("in time, every sample is the frame that the grid says, at any rate and block size")
{
    const int rate = GENERATE(22050, 44100, 48000, 96000, 192000);
    const int block = GENERATE(1, 64, 441, 8192);
    const char* const bpm = GENERATE("120", "128", "133.333333");
    if (block == 1 && rate > 48000)
        return;
    const Meter meter{7, 8};
    Audition audition;
    CountingHost host{audition, std::stod(bpm), rate, meter};
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
    CountingHost host{audition, 120.0, rate};
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
    CountingHost host{audition, hostBpm, rate};
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
    CountingHost host{audition, 120.0, rate};
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
    CountingHost host{audition, 120.0, rate};
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
    CountingHost host{audition, 120.0, rate};
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
    CountingHost host{audition, 120.0, rate};
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
    CountingHost host{audition, 90.0, rate};
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
    CountingHost host{audition, 120.0, rate};
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
    CountingHost host{audition, 120.0, 44100};
    audition.clips().publish(countingClip(1, {}, "120", 48000));
    const auto out = host.runFor(5000, 64);
    CHECK(std::all_of(out.begin(), out.end(), [](float s) { return s == 0.0f; }));
}
