// What the plugin says of itself: over a real socket, and as it would in each host.
// Thread: the test's own.
#include "StandIn.h"
#include "client/Client.h"
#include "client/Program.h"

#include <catch2/catch.hpp>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
using Host = juce::PluginHostType;
using Plugin = juce::AudioProcessor;

class Nobody final : public ClientListener
{
public:
    void linkChanged(const LinkStatus&) override {}
    void received(const Message&, const Message*) override {}
    void undeliverable(const Message&) override {}
    void tick() override {}
};

const juce::File someDaw{juce::File::getSpecialLocation(juce::File::tempDirectory)
                             .getChildFile("user's own/Some DAW.exe")};
} // namespace

TEST_CASE("every ping says which plugin asks, and in what")
{
    TemporaryHome home;
    StandIn daemon{home.folder, "one", [](const Message&) { return std::vector<Message>{}; }};
    Nobody nobody;
    Client client{nobody, home.folder};
    client.want(true);
    REQUIRE(eventually([&] { return daemon.pings >= 2; }));
    const auto program = daemon.heardPing().body.at("program");
    CHECK(program == thisProgram());
    CHECK(program.at("name") == "plugin");
    CHECK(program.at("version") == TONEKILN_VERSION);
}

TEST_CASE("a known host is called by its name, another by its program's, without its folder")
{
    const auto live = programIn(Host::AbletonLiveGeneric, Plugin::wrapperType_VST3, someDaw);
    CHECK(live.at("format") == "VST3");
    CHECK(live.at("host").get<std::string>().find("Live") != std::string::npos);
    const auto other = programIn(Host::UnknownHost, Plugin::wrapperType_LV2, someDaw);
    CHECK(other.at("format") == "LV2");
    CHECK(other.at("host") == "Some DAW");
}

TEST_CASE("standing alone there is no host, and code that was never loaded has no format")
{
    const auto alone = programIn(Host::UnknownHost, Plugin::wrapperType_Standalone, someDaw);
    CHECK(alone.at("format") == "Standalone");
    CHECK(alone.at("host") == "");
    CHECK(programIn(Host::Reaper, Plugin::wrapperType_Undefined, someDaw).at("format") == "");
}

TEST_CASE("what is said fits the wire, however long a program's name is")
{
    const auto file = someDaw.getSiblingFile(juce::String::repeatedString("n", 200));
    const auto said = programIn(Host::UnknownHost, Plugin::wrapperType_VST3, file);
    CHECK(said.at("host").get<std::string>().size() ==
          static_cast<std::size_t>(protocol::limits::maxNameCharacters));
}
