// What an LV2 host tells of the session, against songs whose every sample is known.
#include "SongMap.h"
#include "audio/HostClock.h"
#include "lv2/SessionPosition.h"

#include <catch2/catch.hpp>

#include <random>

using namespace tonekiln;
using namespace tonekiln::test;
using tonekiln::lv2::Reading;
using tonekiln::lv2::SessionPosition;
using tonekiln::lv2::TimePosition;

namespace
{
enum class Kind
{
    everything,
    ticks,      ///< bar and barBeat in whole ticks, no beat: Ardour
    beatInBar,  ///< beat counts from the bar line, in whole beats: Carla
    barAlone,   ///< bar and barBeat, no frame
    beatAlone,  ///< the song's beat, no bar
    frameAlone, ///< frame, speed and tempo
};

enum class Sends
{
    eachBlock,
    changes
};

/** A host with a song, as far as its plugins hear of it. */
class Lv2Host final : public juce::AudioPlayHead
{
public:
    Lv2Host(const SongMap& played, Kind what, Sends when, Reading means = Reading::quarters)
        : song(played)
        , kind(what)
        , sends(when)
        , reading(means)
        , position(played.rate)
    {
        clock.prepare(song.rate);
    }

    void locate(std::int64_t to)
    {
        sample = to;
        changed = true;
    }
    void roll(bool on)
    {
        rolling = on;
        changed = true;
    }

    Transport block(int frames)
    {
        position.begin();
        if (changed || sends == Sends::eachBlock)
            tell(sample, 0);
        changed = false;
        if (rolling)
            for (const auto at : song.changesIn(sample - 1, sample + frames - 1))
                tell(at, static_cast<int>(at - sample));
        info = position.atBlock();
        position.end(frames);
        const auto heard = clock.read(this, frames);
        if (rolling)
            sample += frames;
        return heard;
    }

    juce::Optional<PositionInfo> getPosition() const override { return info; }

    const SongMap& song;
    std::int64_t sample = 0;
    bool rolling = false;

private:
    void tell(std::int64_t at, int frame)
    {
        const auto place = song.at(static_cast<double>(at));
        const double unit = place.meter.denominator / 4.0;
        TimePosition told;
        told.speed = rolling ? 1.0 : 0.0;
        told.beatsPerMinute =
            static_cast<float>(reading == Reading::units ? place.bpm * unit : place.bpm);
        if (kind != Kind::barAlone)
            told.frame = at;
        if (kind == Kind::frameAlone)
            return position.take(told, frame);
        told.beatUnit = place.meter.denominator;
        told.beatsPerBar = place.meter.numerator;
        if (kind == Kind::everything || kind == Kind::beatAlone)
            told.beat = place.quarter * unit;
        if (kind == Kind::beatInBar)
            told.beat = std::floor(place.inBar * unit + 1e-9);
        if (kind != Kind::beatAlone)
        {
            told.bar = place.bar;
            const double inBar = kind == Kind::ticks
                                     ? std::floor(place.inBar * 1920.0 + 1e-6) / 1920.0
                                     : place.inBar;
            const double whole = std::floor(inBar * unit + 1e-9);
            told.barBeat = static_cast<float>(
                reading == Reading::quarterSub ? whole + (inBar - whole / unit) : inBar * unit);
        }
        position.take(told, frame);
    }

    Kind kind;
    Sends sends;
    Reading reading;
    bool changed = true;
    SessionPosition position;
    HostClock clock;
    juce::Optional<PositionInfo> info;
};

/** In bars, so that a bar line is one place from both of its sides. */
double barsOf(std::int64_t bar, double inBar, Meter meter)
{
    return static_cast<double>(bar) + inBar / meter.quartersPerBar();
}

void check(const Transport& heard, const SongMap& song, std::int64_t sample, double tolerance)
{
    const auto truth = song.at(static_cast<double>(sample));
    INFO("sample " << sample << ", bar " << truth.bar << " + " << truth.inBar);
    REQUIRE(heard.present);
    REQUIRE(heard.placed);
    REQUIRE(heard.bar);
    CHECK(std::abs(heard.bpm - truth.bpm) < 1e-4);
    CHECK(heard.meter == truth.meter);
    const double off = (barsOf(*heard.bar, heard.ppq - heard.barStart, heard.meter) -
                        barsOf(truth.bar, truth.inBar, truth.meter)) *
                       truth.meter.quartersPerBar();
    CHECK(std::abs(off) < tolerance);
    REQUIRE(heard.barStart <= heard.ppq + sameQuarter);
}

double toleranceOf(Kind kind)
{
    return kind == Kind::ticks ? 1.05 * tick : 2e-5;
}

/** A song of random changes, all bar lines and changes on whole samples or between them. */
SongMap anySong(std::mt19937& dice, bool oneMeter)
{
    const auto from = [&dice](auto... values)
    {
        const double all[] = {static_cast<double>(values)...};
        return all[std::uniform_int_distribution<std::size_t>(0, sizeof...(values) - 1)(dice)];
    };
    std::vector<SongMap::Meters> meters;
    int bar = 0;
    for (int i = 0; i < (oneMeter ? 1 : 4); ++i, bar += static_cast<int>(from(1, 2, 3, 5)))
        meters.push_back(
            {bar,
             {static_cast<int>(from(2, 3, 4, 5, 6, 7, 11)), static_cast<int>(from(2, 4, 8, 16))}});
    std::vector<SongMap::Tempo> tempos{{0.0, from(60, 93.333333, 120, 174)}};
    for (double quarter = from(3, 4, 7.5, 16); quarter < 60.0; quarter += from(2.25, 8, 13))
        tempos.push_back({quarter, from(61.5, 100, 150, 133.333333)});
    return {from(22050, 44100, 48000, 96000), tempos, meters};
}
} // namespace

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
        Lv2Host host{song, kind, sends};
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
    Lv2Host host{song, kind, Sends::changes};
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
    Lv2Host host{song, kind, Sends::eachBlock, reading};
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

namespace
{
/** Qtractor 0.9.31, as it was seen: says which beat has begun, at the block after; in a meter that
   is not in quarters only which bar. It says nothing and runs no plugin while it stands. */
class CoarseHost final : public juce::AudioPlayHead
{
public:
    explicit CoarseHost(const SongMap& played)
        : song(played)
        , position(played.rate)
    {
        clock.prepare(song.rate);
    }

    Transport block(int frames)
    {
        const auto place = song.at(static_cast<double>(sample));
        const bool counts = place.meter.denominator == 4;
        const auto beat = static_cast<std::int64_t>(counts ? std::floor(place.inBar + 1e-9) : 0.0);
        position.begin();
        if (std::pair{place.bar, beat} != said)
        {
            constexpr double nonsense = 4294967296.0;
            TimePosition told;
            told.frame = sample;
            told.bar = place.bar;
            told.speed = 1.0;
            told.beatsPerBar = place.meter.numerator;
            told.beatUnit = place.meter.denominator;
            told.beatsPerMinute = place.bpm;
            told.beat = counts ? static_cast<double>(beat + 1) : nonsense;
            told.barBeat = counts ? song.quarterOfBar(place.bar) : -nonsense;
            position.take(told, 0);
            said = {place.bar, beat};
        }
        info = position.atBlock();
        position.end(frames);
        const auto heard = clock.read(this, frames);
        sample += frames;
        return heard;
    }

    /** The transport was stopped, placed and started anew. */
    void startFrom(std::int64_t where)
    {
        sample = where;
        said = {-1, -1};
    }

    juce::Optional<PositionInfo> getPosition() const override { return info; }

    const SongMap& song;
    std::int64_t sample = 0;

private:
    std::pair<std::int64_t, std::int64_t> said{-1, -1};
    SessionPosition position;
    HostClock clock;
    juce::Optional<PositionInfo> info;
};
} // namespace

TEST_CASE("a host that tells whole beats is followed exactly where the song has one tempo")
{
    const SongMap song{48000, {{0, 113}}, {{0, {5, 4}}}};
    CoarseHost host{song};
    for (const std::int64_t from : {0, 700'001, 123'457})
    {
        host.startFrom(from);
        for (int i = 0; i < 1500; ++i)
        {
            const auto at = host.sample;
            check(host.block(512), song, at, 2e-4);
        }
    }
}

TEST_CASE("a host that tells whole beats is followed to a block over changes of tempo and meter")
{
    const SongMap song{
        48000, {{0, 100}, {16, 150}, {46, 90}}, {{0, {4, 4}}, {8, {7, 8}}, {12, {3, 4}}}};
    constexpr int frames = 512;
    const double blocks = 2.0 * frames * 150.0 / 60.0 / 48000.0;
    CoarseHost host{song};
    while (host.sample < song.sampleOfBar(20))
    {
        const auto at = host.sample;
        check(host.block(frames), song, at, blocks);
    }
    // Started anew within a beat, and within a bar of eighths: right from the next one on.
    for (const std::int64_t bar : {5, 9, 14})
    {
        host.startFrom(song.sampleOfBar(bar) + 9000);
        while (host.sample < song.sampleOfBar(bar + 1) + frames)
            host.block(frames);
        for (int i = 0; i < 300; ++i)
        {
            const auto at = host.sample;
            check(host.block(frames), song, at, blocks);
        }
    }
}

TEST_CASE("frames and a tempo alone place the bars as long as that is the only tempo")
{
    const SongMap steady{48000, {{0, 125}}, {{0, {4, 4}}}};
    Lv2Host host{steady, Kind::frameAlone, Sends::changes};
    host.locate(steady.sampleOfBar(3) + 1000);
    host.roll(true);
    for (int i = 0; i < 500; ++i)
    {
        const auto at = host.sample;
        check(host.block(777), steady, at, 2e-5);
    }

    const SongMap changing{48000, {{0, 100}, {16, 150}}, {{0, {4, 4}}}};
    Lv2Host other{changing, Kind::frameAlone, Sends::changes};
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
