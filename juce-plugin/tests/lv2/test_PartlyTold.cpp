// Positions with fields left out, and with nonsense in them.
#include "TellingHost.h"

using namespace tonekiln;
using namespace tonekiln::test;

TEST_CASE("frames and a tempo alone place the bars as long as that is the only tempo")
{
    const SongMap steady{48000, {{0, 125}}, {{0, {4, 4}}}};
    TellingHost host{steady, Kind::frameAlone, Sends::changes};
    host.locate(steady.sampleOfBar(3) + 1000);
    host.roll(true);
    for (int i = 0; i < 500; ++i)
    {
        const auto at = host.sample;
        check(host.block(777), steady, at, 2e-5);
    }

    const SongMap changing{48000, {{0, 100}, {16, 150}}, {{0, {4, 4}}}};
    TellingHost other{changing, Kind::frameAlone, Sends::changes};
    other.roll(true);
    while (other.sample < changing.sampleOfBar(8))
    {
        const auto at = other.sample;
        check(other.block(512), changing, at, 2e-5); // rolled over the change: still known
    }
    other.locate(changing.sampleOfBar(12));
    const auto lost = other.block(512);
    CHECK(lost.present);
    CHECK_FALSE(lost.placed);
    CHECK_FALSE(lost.bar);
    other.locate(0);
    const auto at = other.sample;
    check(other.block(512), changing, at, 2e-5); // the song's start is a place all agree on
}

TEST_CASE("a position that only says what has changed keeps the rest")
{
    SessionPosition position{48000};
    TimePosition all;
    all.frame = 96000;
    all.bar = 1;
    all.barBeat = 0.0;
    all.beatsPerBar = 4.0;
    all.beatUnit = 4;
    all.beatsPerMinute = 120.0;
    all.speed = 0.0;
    position.begin();
    position.take(all, 0);
    position.end(512);
    TimePosition rolls;
    rolls.speed = 1.0;
    position.begin();
    position.take(rolls, 256);
    CHECK_FALSE(position.atBlock()->getIsPlaying());
    position.end(512);
    position.begin();
    const auto info = *position.atBlock();
    CHECK(info.getIsPlaying());
    CHECK(*info.getTimeInSamples() == 96256);
    CHECK(*info.getBarCount() == 1);
    CHECK(std::abs(*info.getPpqPosition() - 4.0 - 256.0 / 24000.0) < 1e-9);

    TimePosition elsewhere; // a frame without its bar: the old one is of no use any more
    elsewhere.frame = 480000;
    position.take(elsewhere, 0);
    CHECK_FALSE(position.atBlock()->getBarCount());
    CHECK_FALSE(position.atBlock()->getPpqPosition());
    CHECK(*position.atBlock()->getBpm() == 120.0);
}

TEST_CASE("three and a half quarters are 7/8")
{
    SessionPosition position{48000};
    TimePosition told;
    told.beatsPerBar = 3.5;
    told.beatUnit = 4;
    position.begin();
    position.take(told, 0);
    const auto meter = *position.atBlock()->getTimeSignature();
    CHECK(meter.numerator == 7);
    CHECK(meter.denominator == 8);
}

TEST_CASE("nonsense from an LV2 host leaves something playable")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::optional<double> numbers[] = {std::nullopt, nan,   HUGE_VAL, -1.0,
                                             0.0,          1e300, 4.0,      120.0};
    const std::optional<std::int64_t> counts[] = {std::nullopt, INT64_MIN, -3, 0, 4, INT64_MAX};
    std::mt19937 dice{7};
    const auto any = [&dice](const auto& choices) {
        return choices[std::uniform_int_distribution<std::size_t>(0, std::size(choices) - 1)(dice)];
    };
    SessionPosition position{48000};
    struct Head final : juce::AudioPlayHead
    {
        juce::Optional<PositionInfo> getPosition() const override { return info; }
        juce::Optional<PositionInfo> info;
    } head;
    HostClock clock;
    clock.prepare(48000);
    for (int i = 0; i < 20000; ++i)
    {
        position.begin();
        position.take({any(counts), any(counts), any(numbers), any(numbers), any(numbers),
                       any(numbers), any(numbers), any(counts)},
                      0);
        head.info = position.atBlock();
        position.end(64);
        const auto heard = clock.read(&head, 64);
        REQUIRE(std::isfinite(heard.ppq));
        REQUIRE(std::isfinite(heard.barStart));
        REQUIRE(heard.bpm >= 1.0);
        REQUIRE(heard.bpm <= 1000.0);
        REQUIRE(heard.meter.valid());
    }
}
