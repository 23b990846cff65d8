// LV2 hosts that say only which beat or bar has begun, as Qtractor does.
#include "TellingHost.h"

using namespace tonekiln;
using namespace tonekiln::test;

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
