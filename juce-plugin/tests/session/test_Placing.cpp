// Clips onto a timeline by way of the daemon, against a stand-in for it.
// Thread: the test's own; Timeline answers on the stand-in's, and what a test sets in it is atomic
// or locked.
#include "SessionRig.h"

using namespace tonekiln;
using namespace tonekiln::test;
using protocol::PlaceAt;

namespace
{
Json roadRow(const char* name, const char* title, bool open)
{
    return {{"name", name},
            {"title", title},
            {"open", open},
            {"says",
             open ? std::string{title} + " song" : std::string{"tonekiln daw install "} + name}};
}

/** The daemon's side of placing: one DAW that answers as it is told to. */
class Timeline
{
public:
    std::vector<Message> operator()(const Message& request)
    {
        if (request.kind == "list_roads")
            return {
                event("road_list",
                      {{"roads", Json::array({roadRow("ardour", "Ardour", open.load()),
                                              roadRow("reaper", "REAPER", alsoReaper.load())})}})};
        if (request.kind != "place_clip" || silent)
            return {};
        if (const auto why = refusal(); !why.is_null())
            return {event("error", why)};
        const auto bar = request.body.value("at", "") == "bar" ? request.body.value("bar", 0) : 9;
        return {event("clip_placed", {{"clip_id", request.body["clip_id"]},
                                      {"road", "ardour"},
                                      {"title", "Ardour"},
                                      {"track", request.body.value("track", "Tonekiln")},
                                      {"item", "item-" + std::to_string(++items)},
                                      {"bar", bar}})};
    }

    /** What is answered from now on; null: it works. */
    void refuse(Json why)
    {
        const std::scoped_lock lock{mutex};
        failure = std::move(why);
    }

    std::atomic<bool> open{true}, alsoReaper{false}, silent{false};

private:
    Json refusal()
    {
        const std::scoped_lock lock{mutex};
        return failure;
    }

    std::mutex mutex;
    Json failure;
    int items = 0;
};

class Desk
{
public:
    explicit Desk(HostRoad daw = {}, bool ardourListens = true)
        : rig([this](const Message& m) { return timeline(m); }, std::move(daw))
    {
        timeline.open = ardourListens;
        rig.session().editorOpened(); // whoever presses place has the window open
    }
    ~Desk() { rig.session().editorClosed(); }

    EditorState state() { return rig.session().state(); }

    /** Once the answer has come. */
    EditorState place(const juce::StringArray& clips, Spot spot)
    {
        rig.session().place(clips, spot);
        REQUIRE(eventually([&] { return !state().placing.busy; }));
        return state();
    }

    std::vector<Message> asked() { return rig.standIn.heard("place_clip"); }

    Timeline timeline;
    Rig rig;
};
} // namespace

TEST_CASE("a clip goes into the open DAW, which then says where", "[placing]")
{
    Desk desk;
    const auto clip = desk.rig.make();
    const auto state = desk.place({clip.id}, {PlaceAt::bar, 5});
    CHECK(state.statusLine == "In Ardour at bar 5 of Tonekiln.");
    CHECK(state.placing.into == "Ardour");
    CHECK(state.clips.front().replaceable);
    CHECK(state.audition.clipId.isEmpty()); // it is heard from the timeline now
    REQUIRE(desk.asked().size() == 1);
    const auto body = desk.asked().front().body;
    CHECK(body["clip_id"] == clip.id.toStdString());
    CHECK(body["at"] == "bar");
    CHECK(body["bar"] == 5);
    CHECK(body["daw"] == "ardour");
    CHECK_FALSE(body.contains("track"));

    desk.rig.session().startAudition(clip.id);
    CHECK_FALSE(desk.state().statusLine.contains("Ardour"));
}

TEST_CASE("without a number the playhead is meant, and no bar is sent", "[placing]")
{
    Desk desk;
    const auto clip = desk.rig.make();
    desk.place({clip.id}, {});
    const auto body = desk.asked().front().body;
    CHECK(body["at"] == "playhead");
    CHECK_FALSE(body.contains("bar"));
}

TEST_CASE("several clips go to one spot, each onto a track of its own", "[placing]")
{
    Desk desk;
    const auto first = desk.rig.make(), second = desk.rig.make(), third = desk.rig.make();
    const auto state = desk.place({first.id, second.id, third.id}, {PlaceAt::nextBar});
    CHECK(state.statusLine == "3 clips in Ardour at bar 9, each on a track of its own.");
    const auto asked = desk.asked();
    REQUIRE(asked.size() == 3);
    CHECK(asked[0].body["at"] == "next_bar");
    // The transport may roll on: the others go where the first one went.
    CHECK(asked[1].body["at"] == "bar");
    CHECK(asked[2].body["bar"] == 9);
    for (const auto& one : asked)
        CHECK(one.body["track"] == "drums");
}

TEST_CASE("another take goes where the placed one lies", "[placing]")
{
    Desk desk;
    const auto clip = desk.rig.make();
    desk.rig.session().rerollInPlace(clip.id); // lies nowhere yet
    CHECK(desk.rig.standIn.count("generate") == 1);
    desk.place({clip.id}, {PlaceAt::bar, 5});
    desk.rig.session().rerollInPlace(clip.id);
    REQUIRE(eventually([&] { return desk.asked().size() == 2 && !desk.state().placing.busy; }));
    const auto body = desk.asked()[1].body;
    CHECK(body["replacing"] == "item-1");
    CHECK(body["clip_id"] != clip.id.toStdString());
    CHECK(desk.rig.standIn.heard("generate")[1].body["variations"] == 1);
    const auto state = desk.state();
    CHECK(state.clips[0].replaceable);
    CHECK_FALSE(state.clips[1].replaceable);
}

TEST_CASE("where no road is open a person hears how to open it, and that dragging works",
          "[placing]")
{
    SECTION("whatever the host is")
    {
        Desk desk{{}, false};
        const auto clip = desk.rig.make();
        const auto state = desk.place({clip.id}, {});
        CHECK(state.placing.into.isEmpty());
        CHECK(state.statusLine.contains("Drag it"));
        CHECK(state.statusLine.contains("tonekiln daw install"));
        CHECK(desk.asked().empty());

        desk.timeline.open = true; // opened since: the next press finds it
        CHECK(desk.place({clip.id}, {}).statusLine.startsWith("In Ardour"));
    }
    SECTION("in a known host only its own road counts")
    {
        Desk desk{{false, "reaper", "REAPER"}};
        const auto clip = desk.rig.make();
        CHECK(desk.place({clip.id}, {}).problem.wayOut.contains("tonekiln daw install reaper"));
        desk.timeline.alsoReaper = true;
        desk.place({clip.id}, {});
        REQUIRE(desk.asked().size() == 1);
        CHECK(desk.asked().front().body["daw"] == "reaper");
    }
    SECTION("in a host without a road")
    {
        Desk desk{{false, {}, "Steinberg Cubase"}};
        const auto clip = desk.rig.make();
        const auto problem = desk.place({clip.id}, {}).problem;
        CHECK(problem.sentence.contains("Cubase"));
        CHECK_FALSE(problem.wayOut.contains("tonekiln daw"));
    }
}

TEST_CASE("what a DAW cannot do is said with the way out, and the clip stays", "[placing]")
{
    Desk desk;
    const auto clip = desk.rig.make(), other = desk.rig.make();
    SECTION("it refuses")
    {
        desk.timeline.refuse({{"code", "invalid_request"},
                              {"message", "Ardour: Drums is frozen"},
                              {"hint", "unfreeze it, or name another track"}});
        const auto state = desk.place({clip.id, other.id}, {});
        CHECK(state.statusLine == "Ardour: Drums is frozen. Unfreeze it, or name another track.");
        CHECK(desk.asked().size() == 1);
    }
    SECTION("it vanishes")
    {
        desk.timeline.refuse(
            {{"code", "deadline_missed"}, {"message", "Ardour: it has not answered in 60 s"}});
        CHECK(desk.place({clip.id}, {}).statusLine.contains("Look at your timeline"));
    }
    SECTION("it closed")
    {
        desk.timeline.refuse({{"code", "not_found"}, {"message", "Ardour: nobody listens"}});
        CHECK(desk.place({clip.id}, {}).statusLine.contains("stays on the shelf"));
    }
    CHECK(desk.state().clips.size() == 2);
    CHECK_FALSE(desk.state().clips[0].replaceable);
    desk.timeline.refuse(nullptr);
    CHECK(desk.place({clip.id}, {}).statusLine.startsWith("In Ardour"));
}

TEST_CASE("without a daemon none is started for a placement: it must be dragged", "[placing]")
{
    Desk desk;
    const auto clip = desk.rig.make();
    const auto saved = desk.rig.session().saveState();
    TemporaryHome elsewhere;
    Processor processor{elsewhere.folder, HostRoad{}};
    processor.session().restoreState(saved.data(), saved.size());
    processor.session().place({clip.id}, {});
    const auto state = processor.session().state();
    CHECK_FALSE(state.placing.busy);
    CHECK(state.statusLine.contains("Drag"));
    CHECK(state.link.link == Link::idle);
}

TEST_CASE("a daemon that is replaced in the middle is not asked to place a second time",
          "[placing]")
{
    TemporaryHome home;
    Timeline first, second;
    first.silent = true;
    Daemon makesFirst{home.folder, [&](const Message& m) { return first(m); }};
    Daemon makesSecond{home.folder, [&](const Message& m) { return second(m); }};
    auto one = std::make_unique<StandIn>(home.folder, "one",
                                         [&](const Message& m) { return makesFirst(m); });
    Processor processor{home.folder, HostRoad{}};
    auto& session = processor.session();
    session.editorOpened();
    session.generate();
    REQUIRE(eventually([&] { return session.state().clips.size() == 1; }));
    session.place({session.state().clips.front().id}, {});
    REQUIRE(eventually([&] { return one->count("place_clip") == 1; }));
    one.reset();
    StandIn two{home.folder, "two", [&](const Message& m) { return makesSecond(m); }};
    REQUIRE(eventually([&] { return !session.state().placing.busy; }, 15000));
    CHECK(session.state().problem.wayOut.contains("Look at your timeline"));
    CHECK(two.count("place_clip") == 0);
    session.editorClosed();
}

TEST_CASE("a saved session knows where its clips lie", "[placing]")
{
    Desk desk;
    const auto clip = desk.rig.make();
    desk.place({clip.id}, {PlaceAt::bar, 5});
    const auto saved = desk.rig.session().saveState();
    TemporaryHome elsewhere;
    Processor again{elsewhere.folder};
    again.session().restoreState(saved.data(), saved.size());
    CHECK(again.session().state().clips.front().replaceable);
    CHECK(again.session().saveState() == saved);
}

TEST_CASE("a host is known by what it is called, and has its own road or none", "[placing]")
{
    using Host = juce::PluginHostType;
    CHECK(hostRoad(Host::UnknownHost, false).any);
    CHECK(hostRoad(Host::Ardour, true).any);
    CHECK(hostRoad(Host::Ardour, false).road == "ardour");
    CHECK(hostRoad(Host::Reaper, false).road == "reaper");
    CHECK(hostRoad(Host::AbletonLive11, false).road == "live");
    CHECK(hostRoad(Host::BitwigStudio, false).road == "bitwig");
    const auto cubase = hostRoad(Host::SteinbergCubaseGeneric, false);
    CHECK_FALSE(cubase.any);
    CHECK(cubase.road.isEmpty());
}
