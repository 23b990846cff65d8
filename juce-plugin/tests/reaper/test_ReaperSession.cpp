// The whole plugin in a stand-in for REAPER.
#include "../Pump.h"
#include "../session/SessionRig.h"
#include "StandInReaper.h"

using namespace tonekiln;
using namespace tonekiln::test;
using protocol::PlaceAt;

TEST_CASE("the plugin in REAPER places, says where, and puts the next take in its place",
          "[reaper]")
{
    StandInReaper host;
    host.own = &host.track("Drums");
    Rig rig;
    rig.processor.setIHostApplication(&host);
    const auto clip = rig.make();
    CHECK(rig.session().state().placing.into == "REAPER");
    CHECK(rig.session().audition().clipId == clip.id);
    rig.session().place({clip.id}, {PlaceAt::bar, 5});
    auto state = rig.session().state();
    CHECK(state.statusLine == "In REAPER at bar 5 of Drums.");
    CHECK(state.clips.front().replaceable);
    CHECK(state.audition.clipId.isEmpty()); // it is heard from the timeline now
    CHECK(rig.standIn.count("place_clip") == 0);
    CHECK(rig.standIn.count("list_roads") == 0);

    rig.session().rerollInPlace(clip.id);
    REQUIRE(eventually(
        [&]
        {
            pump(5);
            return host.items.front()->takes.size() == 2;
        }));
    state = rig.session().state();
    CHECK(state.clips.size() == 2);
    CHECK(state.clips.front().replaceable);
    CHECK_FALSE(state.clips.back().replaceable);
    CHECK(host.items.size() == 1);
    CHECK_FALSE(host.calledOffThread);

    rig.session().place({clip.id}, {PlaceAt::loopStart});
    state = rig.session().state();
    CHECK(state.statusLine.contains("no loop"));
    CHECK(state.clips.size() == 2);
    rig.processor.setIHostApplication(nullptr);
}

TEST_CASE("in REAPER what is measured in seconds keeps them when the tempo changes", "[reaper]")
{
    StandInReaper host;
    host.own = &host.track("Drums");
    Rig rig;
    const auto facts = [&](const char* id, Json bars, bool oneShot) -> Json
    {
        const auto file = writeClip(rig.home.folder, id, 96000);
        return {{"clip_id", id},   {"plan_id", id}, {"path", file.getFullPathName().toStdString()},
                {"frames", 96000}, {"bpm", 120.0},  {"sample_rate", 48000},
                {"meter", "4/4"},  {"bars", bars},  {"one_shot", oneShot}};
    };
    const Json saved = {{"format", 1},
                        {"clips",
                         {facts("bars", 1, false), facts("seconds", nullptr, false),
                          facts("shot", nullptr, true), facts("shot-of-a-bar", 1, true)}}};
    const auto bytes = "TONEKILN1\n" + saved.dump();
    rig.session().restoreState(bytes.data(), bytes.size());
    rig.processor.setIHostApplication(&host);
    for (const auto* id : {"bars", "seconds", "shot", "shot-of-a-bar"})
        rig.session().place({id}, {PlaceAt::bar, 5});
    REQUIRE(host.items.size() == 4);
    constexpr double positionOnly = 2.0;
    CHECK(host.items[0]->values.count("C_BEATATTACHMODE") == 0);
    for (std::size_t i = 1; i < 4; ++i)
        CHECK(host.items[i]->values["C_BEATATTACHMODE"] == positionOnly);
    // The ends of what is no one-shot meet, so that it may be pulled longer.
    CHECK(host.items[1]->values["B_LOOPSRC"] == 1.0);
    CHECK(host.items[2]->values["B_LOOPSRC"] == 0.0);
    CHECK(host.items[3]->values["B_LOOPSRC"] == 0.0);
    rig.processor.setIHostApplication(nullptr);
}
