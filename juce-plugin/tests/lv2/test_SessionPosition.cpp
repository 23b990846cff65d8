// What an LV2 host tells of the session, against songs whose every sample is known.
#include "TellingHost.h"

using namespace tonekiln;
using namespace tonekiln::test;

TEST_CASE("bars, beats, tempo and meter of any song are the host's, rolled through and located to")
{
    const auto kind =
        GENERATE(Kind::everything, Kind::ticks, Kind::beatInBar, Kind::barAlone, Kind::beatAlone);
    const auto sends = GENERATE(Sends::eachBlock, Sends::changes);
    for (unsigned seed = 0; seed < 25; ++seed)
    {
        std::mt19937 dice{seed};
        // A song's beat says where its bars are only as long as they are all alike.
        const auto song = anySong(dice, kind == Kind::beatAlone);
        CAPTURE(seed, static_cast<int>(kind), static_cast<int>(sends));
        TellingHost host{song, kind, sends};
        const auto last = song.sampleOf(50.0);
        for (int scene = 0; scene < 6; ++scene)
        {
            const auto to = std::uniform_int_distribution<std::int64_t>(
                0, static_cast<std::int64_t>(last))(dice);
            host.locate(scene == 0 ? 0 : to);
            host.roll(false);
            check(host.block(256), song, host.sample, toleranceOf(kind));
            check(host.block(256), song, host.sample, toleranceOf(kind));
            host.roll(true);
            for (int i = 0; i < 120; ++i)
            {
                const int frames = std::uniform_int_distribution<int>(1, 4096)(dice);
                const auto at = host.sample;
                check(host.block(frames), song, at, toleranceOf(kind));
            }
        }
    }
}

TEST_CASE("100 to 150 bpm at bar 5: bars 5, 9, 13 and 17, standing and rolling")
{
    const SongMap song{48000, {{0, 100}, {16, 150}}, {{0, {4, 4}}}};
    const auto kind = GENERATE(Kind::everything, Kind::ticks, Kind::barAlone);
    TellingHost host{song, kind, Sends::changes};
    for (const int bar : {5, 9, 13, 17})
    {
        host.locate(song.sampleOfBar(bar - 1));
        host.roll(false);
        CHECK(*host.block(1024).bar == bar - 1);
        host.roll(true);
        while (host.sample < song.sampleOfBar(bar + 2))
        {
            const auto at = host.sample;
            check(host.block(1024), song, at, toleranceOf(kind));
        }
    }
}

TEST_CASE("what a host means where a beat is no quarter is seen once it rolls")
{
    const SongMap song{48000, {{0, 90}}, {{0, {7, 8}}}};
    const auto reading = GENERATE(Reading::quarters, Reading::quarterSub, Reading::units);
    const auto kind = GENERATE(Kind::barAlone, Kind::ticks, Kind::everything);
    if (kind == Kind::barAlone)
        return; // nothing tells how far it has rolled
    TellingHost host{song, kind, Sends::eachBlock, reading};
    host.roll(true);
    while (host.sample < song.sampleOfBar(2))
        host.block(512);
    for (int i = 0; i < 500; ++i)
    {
        const auto at = host.sample;
        check(host.block(512), song, at, toleranceOf(kind));
    }
    host.roll(false);
    host.locate(song.sampleOfBar(5) + 12345);
    check(host.block(512), song, host.sample, toleranceOf(kind));
}
