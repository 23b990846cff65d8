// Hosts of any format that leave fields of their position out, in some blocks or in all.
#include "../lv2/SongMap.h"
#include "audio/HostClock.h"
#include "session/host/HostView.h"

#include <catch2/catch.hpp>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
/** What a host fills in. */
struct Told
{
    bool ppq = true, barLine = true, meter = true, sample = true, tempo = true;
};

/** A host that plays a song. */
class PartialHost final : public juce::AudioPlayHead
{
public:
    PartialHost(const SongMap& played, Told what)
        : song(played)
        , told(what)
    {
        clock.prepare(song.rate);
    }

    Transport block(int frames)
    {
        const auto now = clock.read(this, frames);
        if (rolling)
            sample += frames;
        return now;
    }

    /** Rolls to a bar in blocks that end there, and at each change before. */
    Transport rollTo(std::int64_t bar)
    {
        rolling = true;
        const auto end = song.sampleOfBar(bar);
        while (sample < end)
        {
            const auto most = std::min(end, sample + 512);
            const auto changes = song.changesIn(sample, most);
            block(static_cast<int>((changes.empty() ? most : changes.front()) - sample));
        }
        return block(512);
    }

    juce::Optional<PositionInfo> getPosition() const override
    {
        if (silent)
            return {};
        const auto place = song.at(static_cast<double>(sample));
        PositionInfo info;
        info.setIsPlaying(rolling);
        if (told.tempo)
            info.setBpm(place.bpm);
        if (told.meter)
            info.setTimeSignature(
                juce::AudioPlayHead::TimeSignature{place.meter.numerator, place.meter.denominator});
        if (told.ppq)
            info.setPpqPosition(place.quarter);
        if (told.barLine)
            info.setPpqPositionOfLastBarStart(place.quarter - place.inBar);
        if (told.sample)
            info.setTimeInSamples(sample);
        return info;
    }

    const SongMap& song;
    Told told;
    HostClock clock;
    std::int64_t sample = 0;
    bool rolling = false, silent = false;
};

const SongMap steady{48000, {{0, 120}}, {{0, {4, 4}}}};
const SongMap faster{48000, {{0, 100}, {16, 150}}, {{0, {4, 4}}}};
const SongMap odd{48000, {{0, 120}}, {{0, {4, 4}}, {4, {7, 8}}}};
} // namespace

TEST_CASE("a host that skips a block or says nothing while it stands has told its session")
{
    PartialHost host{steady, {}};
    host.sample = steady.sampleOfBar(6);
    host.block(512);
    host.silent = true;
    const auto quiet = host.block(512);
    CHECK(quiet.present);
    CHECK_FALSE(quiet.playing);
    CHECK(quiet.bpm == 120.0);
    CHECK(*quiet.bar == 6);
    CHECK(host.clock.prepare(44100).present);
}

TEST_CASE("a host that calls no more is taken to stand")
{
    Transport now;
    now.playing = true;
    CHECK(playsNow(now));
    now.readAtMs = juce::Time::getMillisecondCounter();
    CHECK(playsNow(now));
    now.readAtMs -= 2000;
    CHECK_FALSE(playsNow(now));
    CHECK_FALSE(hostFacts(now).playing);
}

TEST_CASE("a host that never tells a tempo has no session tempo")
{
    HostClock clock;
    clock.prepare(48000);
    CHECK_FALSE(clock.read(nullptr, 64).present);
    PartialHost host{steady, {.tempo = false}};
    CHECK_FALSE(host.block(64).present);
}

TEST_CASE("without a position, samples count as long as there was one tempo")
{
    PartialHost host{steady, {.ppq = false, .barLine = false}};
    host.sample = steady.sampleOfBar(9) + 24000;
    const auto now = host.block(512);
    CHECK(now.placed);
    CHECK(*now.bar == 9);
    CHECK(std::abs(now.ppq - 37.0) < 1e-9);
}

TEST_CASE("without a position, a change of tempo is rolled over, and a jump after it loses the bar")
{
    PartialHost host{faster, {.ppq = false, .barLine = false}};
    const auto rolled = host.rollTo(12);
    CHECK(rolled.placed);
    CHECK(*rolled.bar == 12);
    host.sample = faster.sampleOfBar(7);
    const auto lost = host.block(512);
    CHECK_FALSE(lost.placed);
    CHECK_FALSE(lost.bar);
    CHECK_FALSE(host.block(512).placed);
    host.sample = 0;
    CHECK(host.block(512).placed);
    CHECK(*host.rollTo(2).bar == 2);
}

TEST_CASE("without a bar line, meters count as long as there was one, and are rolled over")
{
    PartialHost host{odd, {.barLine = false}};
    const auto rolled = host.rollTo(7);
    CHECK(rolled.placed);
    CHECK(*rolled.bar == 7);
    CHECK(std::abs(rolled.barStart - odd.quarterOfBar(7)) < 1e-6);
    host.sample = odd.sampleOfBar(20) + 5;
    CHECK_FALSE(host.block(512).placed);
}

TEST_CASE("with a bar line but no number, bars are counted only where that is possible")
{
    PartialHost host{odd, {}};
    host.sample = odd.sampleOfBar(2);
    CHECK(*host.block(512).bar == 2);
    host.sample = odd.sampleOfBar(9) + 3; // under 7/8, but not from the song's start
    const auto jumped = host.block(512);
    CHECK(jumped.placed);
    CHECK_FALSE(jumped.bar);
    CHECK(std::abs(jumped.barStart - odd.quarterOfBar(9)) < 1e-6);
    host.sample = 0;
    host.block(512);
    CHECK(*host.rollTo(9).bar == 9);
}

TEST_CASE("a meter that is not told is 4/4, and said to be taken")
{
    PartialHost host{steady, {.meter = false}};
    const auto now = host.block(512);
    CHECK_FALSE(now.meterTold);
    CHECK(now.meter == Meter{4, 4});
    CHECK(now.placed);
}

TEST_CASE("neither samples nor a position: the bar is not known")
{
    PartialHost host{steady, {.ppq = false, .barLine = false, .sample = false}};
    host.rolling = true;
    CHECK_FALSE(host.block(512).placed);
    CHECK_FALSE(host.block(512).placed);
}
