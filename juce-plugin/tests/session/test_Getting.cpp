// Engines on their way, between the window and a stand-in for the daemon.
#include "SessionRig.h"
#include "session/news/StatusWords.h"

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{

Json jobRow(const std::string& id, const char* state, std::int64_t done = 0)
{
    return {{"job", id},          {"engine", "sketch"},  {"state", state},
            {"done_bytes", done}, {"of_bytes", 1000000}, {"bytes_per_second", 2.0e6},
            {"eta_ms", 400}};
}

/** The daemon's part of it: what it wants answered first, and the jobs that it has. */
class Kiln
{
public:
    std::vector<Message> operator()(const Message& request)
    {
        if (request.kind == "list_engine_jobs")
        {
            auto jobs = Json::array();
            if (under.load())
                jobs.push_back(jobRow("g1", "weights", 500000));
            return {event("engine_job_list", {{"jobs", jobs}, {"token", "nowhere"}})};
        }
        if (request.kind == "get_engine")
            return get(request);
        if (request.kind == "pause_engine_job")
            return {event("engine_job", {{"row", jobRow("g1", "paused")}, {"joined", false}})};
        if (request.kind == "continue_engine_job")
            return {event("engine_job", {{"row", jobRow("g1", "weights")}, {"joined", false}})};
        if (request.kind == "cancel_engine_job")
        {
            under = false;
            return {event("cancel_done", {{"job", "g1"}, {"stopped", true}})};
        }
        if (request.kind == "keep_token")
            return keep(request);
        if (request.kind == "remove_engine")
            return {
                event("engine_removed", {{"engine", {{"name", "sketch"}}}, {"freed_bytes", 1}})};
        return {};
    }

    std::atomic<bool> asksLicence{false}, asksToken{false}, under{false}, fails{false},
        noKeyring{false};

private:
    std::vector<Message> get(const Message& request)
    {
        if (asksLicence && request.body.value("licence", "") != std::string(64, 'a'))
            return {event("error", {{"code", "licence_not_accepted"},
                                    {"message", "Its licence was not accepted yet"},
                                    {"bound", std::string(64, 'a')},
                                    {"text", "THE LICENCE"}})};
        if (asksToken)
            return {event("error", {{"code", "token_needed"},
                                    {"message", "The weights are gated"},
                                    {"bound", "https://example.org/terms"}})};
        under = true;
        std::vector<Message> told{
            event("engine_job", {{"row", jobRow("g1", "queued")}, {"joined", false}}),
            event("engine_progress", {{"row", jobRow("g1", "weights", 250000)}})};
        if (fails)
            told.push_back(event("error", {{"code", "storage_full"},
                                           {"message", "The disk is full"},
                                           {"hint", "free 1 GB"},
                                           {"job", request.id}}));
        return told;
    }

    std::vector<Message> keep(const Message& request)
    {
        if (noKeyring && !request.body.value("in_file", false))
            return {event("error", {{"code", "invalid_request"},
                                    {"message", "There is no keyring here"},
                                    {"hint", "keep it in a file"}})};
        asksToken = false;
        return {event("token_state", {{"kept", "keyring"}, {"says", "Kept."}})};
    }
};

class Getting
{
public:
    Getting()
    {
        session.editorOpened();
        REQUIRE(eventually([&] { return !session.state().engines.empty(); }));
    }
    ~Getting() { session.editorClosed(); }

    std::optional<EngineJob> job() const { return session.state().engines.at(0).getting; }

    Kiln kiln;
    Rig rig{[this](const Message& request) { return kiln(request); }};
    Session& session = rig.session();
};

} // namespace

TEST_CASE("an engine that is asked for is seen coming, paused, continued and cancelled")
{
    Getting it;
    it.session.getEngine("sketch");
    REQUIRE(eventually([&] { return it.job() && it.job()->doneBytes >= 250000; }));
    CHECK(it.job()->state == protocol::EngineJobState::weights);
    CHECK(it.job()->ofBytes == 1000000);
    CHECK(it.job()->bytesPerSecond == 2.0e6);
    CHECK(it.job()->etaMs == 400);
    it.session.pauseGetting(it.job()->job);
    REQUIRE(eventually([&] { return it.rig.standIn.count("pause_engine_job") == 1; }));
    it.session.continueGetting("g1");
    REQUIRE(eventually([&] { return it.rig.standIn.count("continue_engine_job") == 1; }));
    // Others may change it: it is looked at again and again.
    REQUIRE(eventually([&] { return it.job() && it.job()->doneBytes == 500000; }));
    it.session.cancelGetting("g1");
    CHECK(eventually([&] { return !it.job(); }));
    CHECK(it.rig.standIn.heard("cancel_engine_job").front().body["job"] == "g1");
}

TEST_CASE("a licence is asked about before anything comes, and its digest goes with the request")
{
    Getting it;
    it.kiln.asksLicence = true;
    it.session.getEngine("sketch");
    REQUIRE(eventually([&] { return it.session.state().question.asks == Asks::licence; }));
    CHECK(it.session.state().question.text == "THE LICENCE");
    CHECK(it.session.state().question.engine == "sketch");
    CHECK_FALSE(it.session.state().problem.any());

    SECTION("declined: nothing is asked for")
    {
        it.session.declineQuestion();
        CHECK(it.session.state().question.asks == Asks::nothing);
        it.session.acceptLicence();
        CHECK(it.rig.standIn.count("get_engine") == 1);
    }
    SECTION("accepted")
    {
        it.session.acceptLicence();
        REQUIRE(eventually([&] { return it.job().has_value(); }));
        CHECK(it.session.state().question.asks == Asks::nothing);
        const auto asked = it.rig.standIn.heard("get_engine");
        REQUIRE(asked.size() == 2);
        CHECK_FALSE(asked[0].body.contains("licence"));
        CHECK(asked[1].body["licence"] == std::string(64, 'a'));
    }
    SECTION("accepted, then a token: both go on to the end")
    {
        it.kiln.asksToken = true;
        it.kiln.noKeyring = true;
        it.session.acceptLicence();
        REQUIRE(eventually([&] { return it.session.state().question.asks == Asks::token; }));
        CHECK(it.session.state().question.page == "https://example.org/terms");
        CHECK_FALSE(it.session.state().question.mayKeepInFile);
        it.session.keepToken(" hf_secret ", false);
        REQUIRE(eventually([&] { return it.session.state().question.mayKeepInFile; }));
        CHECK(it.session.state().question.says.contains("no keyring"));
        it.session.keepToken("hf_secret", true);
        REQUIRE(eventually([&] { return it.job().has_value(); }));
        CHECK(it.rig.standIn.heard("keep_token").front().body["token"] == "hf_secret");
        CHECK(it.rig.standIn.heard("get_engine").back().body["licence"] == std::string(64, 'a'));
        CHECK(it.session.saveState().find("hf_secret") == std::string::npos);
    }
}

TEST_CASE("a job that fails is said with the way out, and is over")
{
    Getting it;
    it.kiln.fails = true;
    it.session.getEngine("sketch");
    REQUIRE(eventually([&] { return it.session.state().problem.any(); }));
    CHECK(it.session.state().problem.sentence == "The disk is full");
    CHECK(it.session.state().problem.wayOut == "free 1 GB");
    it.kiln.under = false;
    CHECK(eventually([&] { return !it.job(); }));
}

TEST_CASE("jobs from before the window was opened are there, and end without being asked about")
{
    Getting it;
    it.kiln.under = true;
    {
        Processor other{it.rig.home.folder, HostRoad{}};
        other.session().editorOpened();
        REQUIRE(eventually(
            [&]
            {
                const auto engines = other.session().state().engines;
                return !engines.empty() && engines[0].getting.has_value();
            }));
        const auto listed = it.rig.standIn.count("list_engines");
        it.kiln.under = false; // it is here
        CHECK(eventually([&] { return !other.session().state().engines.at(0).getting; }));
        CHECK(eventually([&] { return it.rig.standIn.count("list_engines") > listed; }));
        other.session().editorClosed();
    }
}

TEST_CASE("while no daemon answers, an engine on its way stands and says why")
{
    Getting it;
    it.session.getEngine("sketch");
    REQUIRE(eventually([&] { return it.job() && !it.job()->paused(); }));
    CHECK(it.session.state().statusLine.contains("Getting"));
    it.rig.standIn.hung = true;
    REQUIRE(eventually([&] { return it.job() && it.job()->paused(); }));
    CHECK(it.job()->bytesPerSecond == 0.0);
    CHECK_FALSE(it.job()->etaMs.has_value());
    CHECK(it.job()->waitsFor.isNotEmpty());
    it.rig.standIn.hung = false;
    CHECK(eventually([&] { return it.job() && !it.job()->paused(); }));
}

TEST_CASE("an engine that came is said to be here until it is chosen")
{
    EditorState state;
    state.link.link = Link::ready;
    EngineRow sketch, small;
    sketch.name = state.defaultEngine = "sketch";
    small.name = state.engineCame = "small";
    small.title = "Small";
    state.engines = {sketch, small};
    CHECK(statusLine(state).startsWith("Small is here"));
    state.draft.engine = "small";
    CHECK_FALSE(statusLine(state).contains("is here"));
}

TEST_CASE("what an engine lacks is to be got where it is asked for, not in a terminal")
{
    EditorState state;
    EngineRow small;
    small.name = state.draft.engine = "small";
    small.readiness = Readiness::toPull;
    state.engines = {small};
    CHECK(engineToGet(state) == nullptr); // nobody asked for a clip of it
    state.problem = {"engine_unavailable", "the hub does not answer", "look at the network", {}};
    CHECK(engineToGet(state) == nullptr); // it was asked for, and that is what went wrong
    state.problem = {"engine_unavailable", "it is not here", "run `pull small`", "engine"};
    CHECK(engineToGet(state) == &state.engines[0]);
    state.engines[0].getting.emplace();
    CHECK(engineToGet(state) == nullptr);
    state.engines[0].getting.reset();
    state.engines[0].readiness = Readiness::onDisk;
    CHECK(engineToGet(state) == nullptr);
}

TEST_CASE("who asks for a clip of an engine that is not here is not sent to a terminal")
{
    Rig rig;
    rig.daemon.lacks = true;
    rig.session().editorOpened();
    REQUIRE(eventually([&] { return !rig.session().state().engines.empty(); }));
    rig.type("drums");
    rig.session().generate();
    REQUIRE(eventually([&] { return rig.session().state().problem.any(); }));
    const auto state = rig.session().state();
    CHECK(state.problem.wayOut.isNotEmpty());
    CHECK_FALSE(state.problem.wayOut.contains("terminal"));
    CHECK_FALSE(state.statusLine.contains("terminal"));
    rig.session().editorClosed();
}

TEST_CASE("removing an engine asks the daemon, and what there is afterwards")
{
    Getting it;
    const auto listed = it.rig.standIn.count("list_engines");
    it.session.removeEngine("sketch");
    CHECK(eventually([&] { return it.rig.standIn.count("remove_engine") == 1; }));
    CHECK(eventually([&] { return it.rig.standIn.count("list_engines") > listed; }));
}
