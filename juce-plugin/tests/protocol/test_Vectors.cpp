// The vectors of tests/vectors, shared with the Python side.
#include "protocol/Grid.h"
#include "protocol/Message.h"

#include <juce_core/juce_core.h>

#include <catch2/catch.hpp>

#include <fstream>

using namespace tonekiln;

namespace
{
Json load(const char* name)
{
    std::ifstream file{std::string{TONEKILN_VECTORS} + "/" + name};
    REQUIRE(file.good());
    return Json::parse(file);
}

std::string fromBase64(const std::string& text)
{
    juce::MemoryOutputStream bytes;
    REQUIRE(juce::Base64::convertFromBase64(bytes, text));
    return {static_cast<const char*>(bytes.getData()), bytes.getDataSize()};
}

std::string frameOf(const Json& frame)
{
    if (frame.contains("times"))
        return std::string(frame["times"].get<std::size_t>(), char(frame["byte"].get<int>()));
    return frame.contains("utf8") ? frame["utf8"].get<std::string>() : fromBase64(frame["base64"]);
}
} // namespace

TEST_CASE("bars to frames, as Python counts them")
{
    const auto vectors = load("grid.json");
    const auto& cases = vectors["cases"];
    REQUIRE(cases.size() >= 300);
    for (const auto& entry : cases)
    {
        CAPTURE(entry.dump());
        const auto meter = Meter::parse(entry["meter"].get<std::string>());
        const auto bpm = parseBpm(entry["bpm"].get<std::string>());
        REQUIRE(meter);
        REQUIRE(bpm);
        CHECK(barFrames(entry["bars"], *meter, *bpm, entry["rate"]) ==
              entry["frames"].get<std::int64_t>());
        CHECK(parseBpm(bpmText(*bpm)) == bpm);
    }
}

TEST_CASE("tempi and meters outside the grid are refused")
{
    const auto vectors = load("grid.json");
    for (const auto& text : vectors["refused_bpm"])
        CHECK_FALSE(parseBpm(text.get<std::string>()));
    for (const auto& text : vectors["refused_meter"])
        CHECK_FALSE(Meter::parse(text.get<std::string>()));
}

TEST_CASE("good messages decode to their facts and encode back")
{
    const auto vectors = load("messages.json");
    for (const auto& entry : vectors["messages"])
    {
        CAPTURE(entry["name"]);
        Frames frames{entry["header"].get<std::string>()};
        for (const auto& chunk : entry["payload"])
            frames.push_back(fromBase64(chunk));

        const auto result = decode(frames);
        REQUIRE(std::holds_alternative<Message>(result));
        const auto& message = std::get<Message>(result);
        const auto& facts = entry["decoded"];
        CHECK(message.kind == entry["kind"].get<std::string>());
        CHECK(message.id == facts["id"].get<std::string>());
        CHECK(message.body == facts["body"]);
        CHECK(message.parent ==
              (facts["parent"].is_null() ? "" : facts["parent"].get<std::string>()));
        CHECK((message.seq ? Json(*message.seq) : Json()) == facts["seq"]);

        const auto again = decode(encode(message));
        REQUIRE(std::holds_alternative<Message>(again));
        CHECK(std::get<Message>(again).body == message.body);
        CHECK(std::get<Message>(again).payload == message.payload);
    }
}

TEST_CASE("bad messages are refused with their error")
{
    // What is wrong inside a request's body is the daemon's to find: the plugin only sends those.
    const auto vectors = load("refused.json");
    int envelopes = 0;
    for (const auto& entry : vectors["messages"])
    {
        CAPTURE(entry["name"]);
        Frames frames;
        for (const auto& frame : entry["frames"])
            frames.push_back(frameOf(frame));
        const auto result = decode(frames, protocol::limits::maxHeaderBytes);
        const std::string field = entry["error"]["field"];
        const std::string parent = entry["parent"];
        const bool inBody = !parent.empty() && field != "v" && field != "kind" && field != "body";
        if (inBody)
            continue;
        ++envelopes;
        REQUIRE(std::holds_alternative<Refusal>(result));
        const auto& refusal = std::get<Refusal>(result);
        CHECK(refusal.field == field);
        CHECK(refusal.parent == parent);
        CHECK(protocol::toString(refusal.code) == entry["error"]["code"].get<std::string>());
    }
    CHECK(envelopes >= 20);
}

TEST_CASE("a tempo of the host becomes the nearest one the wire can carry")
{
    CHECK(bpmText(nearestMicroBpm(128.00000000001)) == "128");
    CHECK(bpmText(nearestMicroBpm(133.3333333)) == "133.333333");
    CHECK(bpmText(nearestMicroBpm(std::numeric_limits<double>::quiet_NaN())) == "120");
    CHECK(bpmText(nearestMicroBpm(-3.0)) == "20");
    CHECK(bpmText(nearestMicroBpm(1.0e300)) == "400");
}

TEST_CASE("random bytes decode to a message or a refusal")
{
    juce::Random random{7};
    const auto vectors = load("messages.json");
    const std::string seed = vectors["messages"][0]["header"];
    for (int round = 0; round < 20000; ++round)
    {
        auto text = seed;
        for (int i = random.nextInt(4); i >= 0; --i)
            text[std::size_t(random.nextInt(int(text.size())))] = char(random.nextInt(256));
        if (random.nextBool())
            text.resize(std::size_t(random.nextInt(int(text.size()))));
        const auto result = decode({text});
        if (const auto* message = std::get_if<Message>(&result))
            CHECK(message->body.is_object());
    }
}
