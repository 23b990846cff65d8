// An LV2 host with a song, as far as its plugins hear of it, and what they should make of that.
// Thread: the test's own.
#pragma once

#include "SongMap.h"
#include "audio/HostClock.h"
#include "lv2/SessionPosition.h"

#include <catch2/catch.hpp>

#include <random>

namespace tonekiln::test
{

using lv2::Reading;
using lv2::SessionPosition;
using lv2::TimePosition;

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
class TellingHost final : public juce::AudioPlayHead
{
public:
    TellingHost(const SongMap& played, Kind what, Sends when, Reading means = Reading::quarters)
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
inline double barsOf(std::int64_t bar, double inBar, Meter meter)
{
    return static_cast<double>(bar) + inBar / meter.quartersPerBar();
}

inline void check(const Transport& heard, const SongMap& song, std::int64_t sample,
                  double tolerance)
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

inline double toleranceOf(Kind kind)
{
    return kind == Kind::ticks ? 1.05 * tick : 2e-5;
}

/** A song of random changes, all bar lines and changes on whole samples or between them. */
inline SongMap anySong(std::mt19937& dice, bool oneMeter)
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

} // namespace tonekiln::test
