// The road into REAPER against a stand-in for its functions: the same as
// tests/unit/timeline/scripts/test_reaper.py asks of the script, and what only the plugin does.
// Thread: the test's own, which is REAPER's main thread; one test asks from another.
#include "../Pump.h"
#include "../session/SessionRig.h"
#include "StandInReaper.h"
#include "timeline/ReaperRoad.h"

#include <thread>

using namespace tonekiln;
using namespace tonekiln::test;
using protocol::PlaceAt;

namespace
{
class Studio
{
public:
    Studio()
    {
        for (const auto* name : {"drums.wav", "next.wav"})
            files.folder.getChildFile(name).replaceWithText("audio");
        host.own = &host.track("Drums");
        road.connect(&host);
        host.calls.clear();
    }

    reaper::Order order(const juce::String& name = "drums") const
    {
        reaper::Order made;
        made.path = files.folder.getChildFile(name + ".wav").getFullPathName();
        made.name = name;
        made.seconds = 2.0;
        made.loops = made.followsTempo = true;
        return made;
    }

    Placed placed(const reaper::Order& what, Spot spot)
    {
        const auto result = road.place({what}, spot);
        REQUIRE(std::holds_alternative<std::vector<Placed>>(result));
        return std::get<std::vector<Placed>>(result).front();
    }

    NotPlaced refused(const std::vector<reaper::Order>& what, Spot spot)
    {
        const auto result = road.place(what, spot);
        REQUIRE(std::holds_alternative<NotPlaced>(result));
        return std::get<NotPlaced>(result);
    }

    TemporaryHome files;
    StandInReaper host;
    reaper::Road road;
};
} // namespace

TEST_CASE("in REAPER a clip lies on its bar by the project's own map, on the plugin's track",
          "[reaper]")
{
    Studio studio;
    const auto placed = studio.placed(studio.order(), {PlaceAt::bar, 7});
    CHECK(placed.road == "reaper");
    CHECK(placed.title == "REAPER");
    CHECK(placed.track == "Drums");
    CHECK(placed.bar == 7);
    REQUIRE(studio.host.items.size() == 1);
    auto& item = *studio.host.items.front();
    CHECK(item.values["D_POSITION"] == 11.0);
    CHECK(item.values["D_LENGTH"] == 2.0);
    CHECK(item.values["D_FADEINLEN"] == 0.0);
    CHECK(item.values["D_FADEOUTLEN"] == 0.0);
    CHECK(item.values["B_LOOPSRC"] == 1.0);
    CHECK(item.values.count("C_BEATATTACHMODE") == 0); // the track's or the project's
    CHECK((static_cast<int>(item.values["I_CUSTOMCOLOR"]) & 0x1000000) != 0);
    REQUIRE(item.takes.size() == 1);
    CHECK(item.active->name == "drums");
    CHECK(item.active->source->path.find("drums.wav") != std::string::npos);
    CHECK(studio.host.tracks.size() == 1);
}

TEST_CASE("in REAPER a placement is one undo step, and everything else is as it was", "[reaper]")
{
    Studio studio;
    auto& host = studio.host;
    host.own = &host.master; // where no item can be
    auto& mine = host.track("Mine", true);
    host.track("Other");
    host.item(mine, true);
    host.cursor = 3.25;
    CHECK(studio.placed(studio.order(), {PlaceAt::bar, 2}).track == "Tonekiln");
    CHECK(host.undoSteps == std::vector<std::string>{"Tonekiln: place drums"});
    CHECK(host.changesOutsideUndo() == 0);
    CHECK(host.count("PreventUIRefresh") == 2);
    CHECK(host.calls.back() == "UpdateArrange");
    for (const auto& track : host.tracks)
        CHECK(track->selected == (track->name == "Mine"));
    CHECK(host.items[0]->selected);
    CHECK_FALSE(host.items[1]->selected);
    CHECK(host.cursor == 3.25);

    studio.placed(studio.order(), {PlaceAt::bar, 3});
    CHECK(host.tracks.size() == 4);
}

TEST_CASE("in REAPER every place is where the project says", "[reaper]")
{
    Studio studio;
    auto& host = studio.host;
    const auto at = [&](Spot spot)
    {
        studio.placed(studio.order(), spot);
        return host.items.back()->values["D_POSITION"];
    };
    host.cursor = 2.5;
    CHECK(at({PlaceAt::now}) == 2.5);
    CHECK(at({PlaceAt::nextBar}) == 4.0);
    host.cursor = 8.0;
    CHECK(at({PlaceAt::nextBar}) == 8.0);
    host.playing = true;
    host.played = 4.5;
    host.cursor = 1.0;
    CHECK(at({PlaceAt::now}) == 4.5);
    CHECK(at({PlaceAt::playhead}) == 1.0);
    host.played = 8.1;
    CHECK(at({PlaceAt::nextBar}) == 9.5);
    host.loop = {6.0, 8.0};
    CHECK(at({PlaceAt::loopStart}) == 6.0);
    host.selection = {0.5, 1.0};
    CHECK(at({PlaceAt::selection}) == 0.5);
}

TEST_CASE("in REAPER a refusal changes nothing and says why", "[reaper]")
{
    Studio studio;
    auto& host = studio.host;
    auto order = studio.order();
    SECTION("no loop")
    {
        CHECK(studio.refused({order}, {PlaceAt::loopStart}).sentence.contains("no loop"));
    }
    SECTION("no selection")
    {
        CHECK(studio.refused({order}, {PlaceAt::selection}).sentence.contains("no time selection"));
    }
    SECTION("a file that is not there, second of two")
    {
        auto lost = studio.order("lost");
        CHECK(studio.refused({order, lost}, {}).sentence.contains("lost.wav"));
    }
    SECTION("an item that is not there any more")
    {
        order.replacing = "{GUID-77}";
        CHECK(studio.refused({order}, {}).wayOut.contains("anew"));
    }
    SECTION("a new track, while another project is in front")
    {
        host.inFront = false;
        order.track = "Pads";
        CHECK(studio.refused({order}, {}).sentence.contains("in front"));
    }
    CHECK(host.items.empty());
    CHECK(host.tracks.size() == 1);
    CHECK(host.undoSteps.empty());
    CHECK(host.changesOutsideUndo() == 0);
    CHECK(host.sources == 0);
}

TEST_CASE("a track that takes no items gives the file back", "[reaper]")
{
    Studio studio;
    studio.host.refusing = studio.host.own;
    CHECK(studio.refused({studio.order()}, {}).sentence.contains("no item"));
    CHECK(studio.host.sources == 0);
    CHECK(studio.host.undoSteps.size() == 1);
}

TEST_CASE("in REAPER the next take joins the same item, where it was", "[reaper]")
{
    Studio studio;
    const auto first = studio.placed(studio.order(), {PlaceAt::bar, 5});
    auto next = studio.order("next");
    next.replacing = first.item;
    const auto again = studio.placed(next, {});
    CHECK(again.item == first.item);
    CHECK(again.bar == 5);
    REQUIRE(studio.host.items.size() == 1);
    CHECK(studio.host.items[0]->takes.size() == 2);
    CHECK(studio.host.items[0]->active->name == "next");
}

TEST_CASE("several clips are one undo step in REAPER, each on a track of its own", "[reaper]")
{
    Studio studio;
    auto drums = studio.order(), next = studio.order("next");
    drums.track = "drums";
    next.track = "next";
    const auto result = studio.road.place({drums, next}, {PlaceAt::bar, 3});
    const auto& placed = std::get<std::vector<Placed>>(result);
    REQUIRE(placed.size() == 2);
    CHECK(placed[0].track == "drums");
    CHECK(placed[1].track == "next");
    CHECK(placed[1].bar == 3);
    CHECK(studio.host.undoSteps == std::vector<std::string>{"Tonekiln: place 2 clips"});
}

TEST_CASE("the road is open in REAPER only, and on its own thread", "[reaper]")
{
    StandInReaper host;
    reaper::Road road;
    CHECK_FALSE(road.open());
    SECTION("a REAPER of old that lacks a function")
    {
        host.lacking = {"TimeMap_GetMeasureInfo"};
        road.connect(&host);
        CHECK_FALSE(road.open());
    }
    SECTION("another thread calls nothing")
    {
        road.connect(&host);
        CHECK(road.open());
        std::thread{[&]
                    {
                        CHECK_FALSE(road.open());
                        CHECK(std::holds_alternative<NotPlaced>(road.place({}, {})));
                    }}
            .join();
        CHECK_FALSE(host.calledOffThread);
    }
    SECTION("a host that goes away is let go")
    {
        road.connect(&host);
        CHECK(host.references == 2);
        road.connect(nullptr);
        CHECK_FALSE(road.open());
    }
    road.connect(nullptr);
    CHECK(host.references == 1);
}
