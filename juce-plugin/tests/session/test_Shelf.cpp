// The shelf of clips, as the daemon's facts fill it.
#include "editor/words/Words.h"
#include "session/model/Model.h"

#include <catch2/catch.hpp>

using namespace tonekiln;

namespace
{

Json factsOf(const std::string& clip, const std::string& plan, int variation)
{
    return {
        {"clip_id", clip},    {"plan_id", plan},         {"frames", 96000}, {"sample_rate", 48000},
        {"meter", "4/4"},     {"prompt", "dusty drums"}, {"bars", 1},       {"bpm", 120.0},
        {"engine", "sketch"}, {"variation", variation}};
}

int takeOf(const Model& model, const char* clip)
{
    return model.clip(clip)->row.take;
}

} // namespace

TEST_CASE("takes made together say which each is, in whatever order they come")
{
    Model model;
    REQUIRE(model.shelve(factsOf("second", "several", 1)));
    CHECK(takeOf(model, "second") == 2);
    REQUIRE(model.shelve(factsOf("alone", "another", 0)));
    REQUIRE(model.shelve(factsOf("first", "several", 0)));
    CHECK(takeOf(model, "first") == 1);
    CHECK(takeOf(model, "second") == 2);
    CHECK(takeOf(model, "alone") == 0);
    CHECK(words::clipFacts(model.clip("second")->row).startsWith("take 2"));
    CHECK(words::clipFacts(model.clip("alone")->row).startsWith("1 bar"));
}

TEST_CASE("a clip that was made alone becomes the first take once a second one comes")
{
    Model model;
    REQUIRE(model.shelve(factsOf("first", "several", 0)));
    CHECK(takeOf(model, "first") == 0);
    REQUIRE(model.shelve(factsOf("second", "several", 1)));
    CHECK(takeOf(model, "first") == 1);
}

TEST_CASE("words that had no part in a clip come with it")
{
    Model model;
    auto facts = factsOf("long", "plan", 0);
    CHECK(clipFrom(facts)->wordsIgnored.empty());
    facts["words_ignored"] = {"brushed", "w\xC3\xA4rmer"};
    REQUIRE(model.shelve(facts));
    CHECK(words::wordsIgnored(model.clip("long")->row) ==
          juce::String::fromUTF8("Not heard: brushed, w\xC3\xA4rmer"));
}
