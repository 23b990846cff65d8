// The client thread against a real socket.
// Thread: the test's own; what the client tells comes on its own thread and is kept under a lock.
#include "StandIn.h"
#include "client/Client.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
/** Keeps what a client says. */
class Witness final : public ClientListener
{
public:
    void linkChanged(const LinkStatus& status) override
    {
        const std::scoped_lock lock{mutex};
        links.push_back(status.link);
        last = status;
    }
    void received(const Message& message, const Message*) override
    {
        const std::scoped_lock lock{mutex};
        messages.push_back(message);
    }
    void undeliverable(const Message&) override { ++lost; }
    void tick() override { ++ticks; }

    Link link() const
    {
        const std::scoped_lock lock{mutex};
        return last.link;
    }
    bool canStart() const
    {
        const std::scoped_lock lock{mutex};
        return last.canStart;
    }
    juce::String words() const
    {
        const std::scoped_lock lock{mutex};
        return last.sentence + " " + last.wayOut;
    }
    bool went(Link wanted) const
    {
        const std::scoped_lock lock{mutex};
        return std::find(links.begin(), links.end(), wanted) != links.end();
    }
    int count(std::string_view kind) const
    {
        const std::scoped_lock lock{mutex};
        return static_cast<int>(std::count_if(messages.begin(), messages.end(),
                                              [&](const Message& m) { return m.kind == kind; }));
    }

    std::atomic<int> lost{0}, ticks{0};

private:
    mutable std::mutex mutex;
    std::vector<Link> links;
    std::vector<Message> messages;
    LinkStatus last;
};

std::vector<Message> accept(const Message& request)
{
    if (request.kind != protocol::kinds::generate)
        return {event(protocol::kinds::ok, {{"last_event", 0}})};
    return {event(protocol::kinds::accepted, {{"job", request.id}, {"place", 0}})};
}

#if JUCE_WINDOWS
constexpr auto startsNothing =
    R"({"python": "C:\\windows\\system32\\cmd.exe", "args": ["/c", "echo no luck& exit 3"]})";
#else
constexpr auto startsNothing = R"({"python": "/bin/sh", "args": ["-c", "echo no luck; exit 3"]})";
#endif
} // namespace

TEST_CASE("a client contacts nothing until it is asked to")
{
    TemporaryHome home;
    StandIn daemon{home.folder, "one", accept};
    Witness witness;
    Client client{witness, home.folder};
    client.begin();
    REQUIRE(eventually([&] { return witness.ticks > 5; }));
    CHECK(daemon.pings == 0);

    client.want(true);
    CHECK(eventually([&] { return witness.link() == Link::ready; }));
    client.want(false);
    CHECK(eventually([&] { return witness.link() == Link::idle; }));
}

TEST_CASE("a request is answered, and the link pings on")
{
    TemporaryHome home;
    StandIn daemon{home.folder, "one", accept};
    Witness witness;
    Client client{witness, home.folder};
    client.want(true);
    const auto id = client.request(protocol::kinds::generate, {{"bpm", "120"}, {"bars", 4}});
    CHECK(eventually([&] { return witness.count(protocol::kinds::accepted) == 1; }));
    const auto heard = daemon.heard("generate");
    REQUIRE(heard.size() == 1);
    CHECK(heard.front().id == id);
    const int before = daemon.pings;
    CHECK(eventually([&] { return daemon.pings >= before + 2; }));
}

TEST_CASE("a request made while nobody answers arrives once somebody does, under its own id")
{
    TemporaryHome home;
    Witness witness;
    auto daemon = std::make_unique<StandIn>(home.folder, "one", accept);
    Client client{witness, home.folder};
    daemon->hung = true;
    const auto id = client.request(protocol::kinds::generate, {{"bpm", "120"}, {"bars", 4}});
    CHECK(eventually([&] { return witness.went(Link::connecting); }));
    daemon->hung = false;
    CHECK(eventually([&] { return witness.count(protocol::kinds::accepted) >= 1; }));
    CHECK(daemon->heard("generate").front().id == id);
}

TEST_CASE("a hung daemon is noticed, and found again when it wakes")
{
    TemporaryHome home;
    StandIn daemon{home.folder, "one", accept};
    Witness witness;
    Client client{witness, home.folder};
    client.want(true);
    REQUIRE(eventually([&] { return witness.link() == Link::ready; }));
    daemon.hung = true;
    CHECK(eventually([&] { return witness.link() == Link::connecting; }));
    daemon.hung = false;
    CHECK(eventually([&] { return witness.link() == Link::ready; }));
}

TEST_CASE("a daemon replaced by another is found, asked for what was missed, and asked again")
{
    TemporaryHome home;
    Witness witness;
    const auto sayOne = [](const Message& request)
    {
        auto replies = accept(request);
        replies.push_back(event(protocol::kinds::progress,
                                {{"job", request.id}, {"state", "generating"}, {"fraction", 0.5}}));
        replies.back().seq = 41;
        return replies;
    };
    auto daemon = std::make_unique<StandIn>(home.folder, "one", sayOne);
    Client client{witness, home.folder};
    client.want(true);
    client.request(protocol::kinds::generate, {{"bpm", "120"}, {"bars", 4}});
    REQUIRE(eventually([&] { return witness.count(protocol::kinds::progress) == 1; }));

    daemon.reset();
    home.folder.getChildFile("run/connection.json").deleteFile();
    CHECK(eventually([&] { return witness.link() == Link::noDaemon; }));
    daemon = std::make_unique<StandIn>(home.folder, "two",
                                       [](const Message& request)
                                       {
                                           auto replies = accept(request);
                                           replies.front().seq = 50;
                                           return replies;
                                       });
    // Its numbers start at 0 here, as in a home that was replaced: nothing is asked for then.
    CHECK(eventually([&] { return witness.link() == Link::ready; }));
    client.request(protocol::kinds::generate, {{"bpm", "120"}, {"bars", 4}});
    CHECK(eventually([&] { return daemon->count("generate") == 1; }));
}

TEST_CASE("a daemon that has ended is started for what somebody asks, not for a window that looks")
{
    TemporaryHome home;
    home.folder.getChildFile("install.json").replaceWithText(startsNothing);
    Witness witness;
    auto daemon = std::make_unique<StandIn>(home.folder, "one", accept);
    Client client{witness, home.folder};
    client.want(true);
    REQUIRE(eventually([&] { return witness.link() == Link::ready; }));
    daemon->hung = true;
    client.request(protocol::kinds::listRoads, Json::object());
    client.request(protocol::kinds::listEngineJobs, Json::object());
    daemon.reset();
    home.folder.getChildFile("run/connection.json").deleteFile();
    REQUIRE(eventually([&] { return witness.link() == Link::noDaemon; }));
    const int since = witness.ticks;
    REQUIRE(eventually([&] { return witness.ticks > since + 10; }));
    CHECK_FALSE(witness.went(Link::starting));
    client.want(false); // the window is closed
    CHECK(eventually([&] { return witness.link() == Link::idle; }));
    client.request(protocol::kinds::continueEngineJob, {{"job", "g1"}});
    CHECK(eventually([&] { return witness.went(Link::starting); }));
}

TEST_CASE("with nothing installed a request fails at once and says how to install")
{
    TemporaryHome home;
    Witness witness;
    Client client{witness, home.folder};
    client.request(protocol::kinds::generate, {{"bpm", "120"}});
    CHECK(eventually([&] { return witness.lost == 1; }));
    CHECK(witness.went(Link::noDaemon));
}

TEST_CASE("that nothing is installed is said before anything is asked for, until something is")
{
    TemporaryHome home;
    Witness witness;
    Client client{witness, home.folder};
    client.want(true);
    REQUIRE(eventually([&] { return witness.words().contains("not installed"); }));
    CHECK(witness.link() == Link::noDaemon);
    CHECK_FALSE(witness.canStart());
    home.folder.getChildFile("install.json").replaceWithText(startsNothing);
    CHECK(eventually([&] { return witness.canStart(); }));
    CHECK(witness.link() == Link::noDaemon);
    CHECK_FALSE(witness.words().contains("not installed"));
    CHECK(witness.lost == 0);
}

TEST_CASE("an install record that starts nothing is said with its last words")
{
    TemporaryHome home;
    home.folder.getChildFile("install.json").replaceWithText(startsNothing);
    Witness witness;
    Client client{witness, home.folder};
    client.request(protocol::kinds::generate, {{"bpm", "120"}});
    CHECK(eventually([&] { return witness.lost == 1; }));
    CHECK(witness.went(Link::starting));
    CHECK(witness.link() == Link::failed);
    CHECK(witness.words().contains("no luck"));
}

TEST_CASE("connection files and install records of any shape are read or refused")
{
    TemporaryHome home;
    const auto file = home.folder.getChildFile("run/connection.json");
    file.create();
    for (const auto* text : {"", "[]", "7", "{", "{\"endpoint\": 7}",
                             "{\"endpoint\": \"tcp://127.0.0.1:1\", \"server_key\": \"short\"}"})
    {
        file.replaceWithText(text);
        CHECK_FALSE(readConnection(home.folder));
        home.folder.getChildFile("install.json").replaceWithText(text);
        CHECK_FALSE(readInstallRecord(home.folder));
    }
}

TEST_CASE("the machine's install record stands in where the home's starts nothing")
{
    TemporaryHome home;
    const auto own = home.folder.getChildFile("install.json");
    const auto machines = home.folder.getChildFile("machine/install.json");
    const auto program = home.folder.getChildFile("python");
    const auto starts = [](const juce::File& python) {
        return nlohmann::json{{"python", python.getFullPathName().toStdString()}}.dump();
    };
    const auto found = [&]
    {
        const auto record = readInstallRecord(home.folder, machines);
        return record ? juce::String{record->command.front()} : juce::String{};
    };
    machines.create();
    CHECK(found().isEmpty());

    own.replaceWithText(starts(program)); // of a version that was removed: to be told of, at least
    CHECK(found() == program.getFullPathName());

    const auto other = home.folder.getChildFile("other");
    machines.replaceWithText(starts(other));
    CHECK(found() == other.getFullPathName());

    program.create();
    CHECK(found() == program.getFullPathName());
}
