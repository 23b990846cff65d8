// The built LV2, asked by its requests and its sound what it knows of the session.
#include "../lv2/SongMap.h"
#include "../session/SessionRig.h"
#include "Vst3Host.h"

#ifdef TONEKILN_LV2
#include "Lv2Host.h"

#include <cmath>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
/** A host with a song that sends its position when something has changed. */
class Song
{
public:
    explicit Song(const SongMap& played)
        : song(played)
    {
    }

    void tell(int frame = 0)
    {
        const auto at = sample + frame;
        const auto place = song.at(static_cast<double>(at));
        const double unit = place.meter.denominator / 4.0;
        Lv2Position told;
        told.frame = at;
        told.speed = rolling ? 1.0f : 0.0f;
        told.bar = place.bar;
        told.barBeat = static_cast<float>(place.inBar * unit);
        told.beatsPerBar = static_cast<float>(place.meter.numerator);
        told.unit = place.meter.denominator;
        told.bpm = static_cast<float>(place.bpm);
        plugin.tell(told, frame);
    }

    const std::vector<float>& run(int frames = 512)
    {
        if (rolling)
            for (const auto change : song.changesIn(sample - 1, sample + frames - 1))
                tell(static_cast<int>(change - sample));
        const auto& heard = plugin.run(frames);
        sample += rolling ? frames : 0;
        return heard;
    }

    void locate(std::int64_t to, bool rolls)
    {
        sample = to;
        rolling = rolls;
        tell();
    }

    /** Presses Generate by automation; returns what the daemon is asked for. */
    Json asked(StandIn& daemon)
    {
        const auto before = daemon.count("generate");
        plugin.set("generate", 1.0f);
        run();
        plugin.set("generate", 0.0f);
        REQUIRE(eventually(
            [&]
            {
                run();
                return daemon.count("generate") > before;
            }));
        return daemon.heard("generate").back().body;
    }

    const SongMap& song;
    Lv2Instance plugin;
    std::int64_t sample = 0;
    bool rolling = false;
};

/** A daemon that accepts and makes nothing. */
std::vector<Message> accepts(const Message& request)
{
    return {event("accepted", {{"job", request.id}, {"place", 0}})};
}
} // namespace

TEST_CASE("the LV2 asks in the session's tempo and meter, at its bar, standing and rolling")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    StandIn daemon{home.folder, "one", accepts};
    const SongMap song{48000, {{0, 100}, {16, 150}}, {{0, {4, 4}}, {8, {7, 8}}}};
    Song session{song};
    for (const std::int64_t bar : {0, 4, 6, 12, 16})
    {
        INFO("bar " << bar + 1);
        session.locate(song.sampleOfBar(bar), false);
        for (int i = 0; i < 20; ++i)
            session.run(); // the position was told once
        const auto place = song.at(static_cast<double>(session.sample));
        const auto body = session.asked(daemon);
        CHECK(body["bpm"] == (place.bpm < 125.0 ? "100" : "150"));
        CHECK(body["meter"] == place.meter.text());
        CHECK(std::abs(body["placement"]["sample"].get<std::int64_t>() - song.sampleOfBar(bar)) <=
              1);
    }
    // Rolled from bar 1 over both changes, told only where they are.
    session.locate(0, true);
    while (session.sample < song.sampleOfBar(10) + 2000)
        session.run(1000);
    session.rolling = false;
    session.tell();
    const auto body = session.asked(daemon);
    CHECK(body["bpm"] == "150");
    CHECK(body["meter"] == "7/8");
    CHECK(std::abs(body["placement"]["sample"].get<std::int64_t>() - song.sampleOfBar(10)) <= 1);
}

TEST_CASE("the LV2 plays a clip on the session's bars after a change of tempo")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Daemon makes{home.folder, {}};
    StandIn daemon{home.folder, "one", [&makes](const Message& m) { return makes(m); }};
    const SongMap song{48000, {{0, 100}, {16, 150}}, {{0, {4, 4}}}};
    Song session{song};
    session.locate(song.sampleOfBar(8), false);
    session.asked(daemon);
    session.locate(song.sampleOfBar(12), true);
    REQUIRE(eventually(
        [&]
        {
            const auto& heard = session.run();
            return std::any_of(heard.begin(), heard.end(), [](float s) { return s != 0.0f; });
        }));
    session.locate(song.sampleOfBar(12) - 5000, true);
    session.run();
    const auto bar = song.sampleOfBar(13) - song.sampleOfBar(12);
    double worst = 0.0;
    for (int i = 0; i < 400; ++i)
    {
        const auto from = session.sample;
        const auto& heard = session.run(256);
        for (int s = 0; s < 256; ++s)
        {
            const auto frame = (from + s - song.sampleOfBar(12) + bar) % bar;
            // Within a sample of the tone that the clip is, but at its own seam.
            if (frame > 200 && frame < bar - 200)
                worst =
                    std::max(worst, std::abs(heard[static_cast<std::size_t>(s)] -
                                             0.5 * std::sin(static_cast<double>(frame) * 0.05)));
        }
    }
    CHECK(worst < 0.03);
}

TEST_CASE("two LV2 instances know their own session each, and one that has ended leaves no trace")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    StandIn daemon{home.folder, "one", accepts};
    const SongMap slow{48000, {{0, 70}}, {{0, {3, 4}}}}, fast{48000, {{0, 180}}, {{0, {5, 4}}}};
    auto first = std::make_unique<Song>(slow);
    Song second{fast};
    first->locate(0, false);
    second.locate(0, false);
    CHECK(first->asked(daemon)["bpm"] == "70");
    CHECK(second.asked(daemon)["bpm"] == "180");
    first = nullptr;
    for (int i = 0; i < 4; ++i)
    {
        Song next{slow};
        next.locate(0, false);
        CHECK(next.asked(daemon)["meter"] == "3/4");
    }
    CHECK(second.asked(daemon)["meter"] == "5/4");
}

TEST_CASE("the LV2's state goes round, and what it does not know it says so")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Lv2Instance plugin;
    CHECK(lv2Plugin().extension_data("urn:unknown") == nullptr);
    const auto* state =
        static_cast<const LV2_State_Interface*>(lv2Plugin().extension_data(LV2_STATE__interface));
    REQUIRE(state != nullptr);
    std::string kept;
    uint32_t type = 0;
    auto memory = std::make_pair(&kept, &type);
    using Memory = decltype(memory);
    const auto store = [](LV2_State_Handle to, uint32_t, const void* value, size_t size,
                          uint32_t valueType, uint32_t)
    {
        auto& [text, typeOf] = *static_cast<Memory*>(to);
        text->assign(static_cast<const char*>(value), size);
        *typeOf = valueType;
        return LV2_STATE_SUCCESS;
    };
    const LV2_Feature* none[] = {nullptr};
    CHECK(state->save(plugin.handle, store, &memory, 0, none) == LV2_STATE_SUCCESS);
    CHECK(kept.size() > 100);
}

TEST_CASE("a host that writes its block length in eight bytes, as Audacity does, is no stranger")
{
    Lv2Instance plugin{48000.0, sizeof(std::int64_t)};
    for (const auto sample : plugin.run(Lv2Instance::mostFrames))
        REQUIRE(sample == 0.0f);
}

TEST_CASE("an LV2 host's older and damaged messages are read or passed over")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    StandIn daemon{home.folder, "one", accepts};
    const SongMap song{48000, {{0, 120}}, {{0, {4, 4}}}};
    Song session{song};
    Lv2Position told;
    told.bpm = 87.0f;
    told.speed = 0.0f;
    session.plugin.tell(told, 0, LV2_ATOM__Blank);
    session.plugin.tell({}, 100000); // says nothing, beyond the block
    CHECK(session.asked(daemon)["bpm"] == "87");
    lv2Plugin().connect_port(session.plugin.handle, Lv2Instance::control, nullptr);
    session.plugin.run(64); // not connected, as the specification allows
}
#endif
