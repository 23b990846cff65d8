// Project files: round trips, and every kind of damage.
#include "../client/StandIn.h"
#include "processor/Processor.h"
#include "session/saved/SavedState.h"

#include <catch2/catch.hpp>

using namespace tonekiln;

namespace
{
Json clipFacts(const juce::String& id)
{
    return {{"clip_id", id.toStdString()},
            {"plan_id", "plan-1"},
            {"path", "/nowhere/" + id.toStdString() + ".wav"},
            {"name", "Dusty drums"},
            {"prompt", "dusty drums \xE2\x99\xAF"},
            {"frames", 96000},
            {"sample_rate", 48000},
            {"bpm", 120.0},
            {"meter", "4/4"},
            {"bars", 1},
            {"seed", 7},
            {"audio_sha256", "abc"},
            {"tempo_error_percent", nullptr}};
}

std::string filledState()
{
    Model model;
    model.draft.prompt = juce::String::fromUTF8("warm pad, größer");
    model.draft.bpmOverride = 133.333333;
    model.draft.lengthMode = LengthMode::loopRegion;
    model.draft.guidance = 7.1;
    model.draft.loras = {{"tape-hiss", 0.8}, {"slow_attack", -1.5}};
    model.draft.inputs.push_back({InputRole::melody, "/tmp/tune.mid"});
    model.shelve(clipFacts("clip-1"));
    model.shelve(clipFacts("clip-2"));
    model.requests["plan-1"] = {{"bpm", "120"}, {"bars", 1}};
    model.plans["plan-1"] = {{"plan_id", "plan-1"}, {"frames", 96000}};
    model.selected = "clip-1";
    model.jobs.push_back(newJob("job-1", "generate", {{"bpm", "120"}, {"bars", 4}}, "pad"));
    SavedExtras extras;
    extras.auditioned = "clip-2";
    extras.parameters = {{"audition_gain", -123}, {"audition_on", false}, {"preset", 3}};
    return save(model, extras);
}

juce::MemoryBlock stateOf(Processor& processor)
{
    juce::MemoryBlock block;
    processor.getStateInformation(block);
    return block;
}

void give(Processor& processor, const std::string& bytes)
{
    processor.setStateInformation(bytes.data(), static_cast<int>(bytes.size()));
}
} // namespace

TEST_CASE("a session comes back from a project file byte for byte")
{
    test::TemporaryHome home;
    Processor first{home.folder}, second{home.folder};
    give(first, filledState());
    const auto saved = stateOf(first);
    second.setStateInformation(saved.getData(), static_cast<int>(saved.getSize()));
    CHECK(stateOf(second) == saved);

    const auto state = second.session().state();
    REQUIRE(state.clips.size() == 2);
    CHECK(state.clips[0].id == "clip-2");
    CHECK(state.clips[1].prompt == juce::String::fromUTF8("dusty drums \xE2\x99\xAF"));
    CHECK(state.draft.bpmOverride == 133.333333);
    CHECK(state.draft.lengthMode == LengthMode::loopRegion);
    CHECK(state.draft.inputs.size() == 1);
    CHECK(state.draft.loras.at("slow_attack") == -1.5);
    CHECK(state.selectedClip == "clip-1");
    CHECK(state.job.phase == JobPhase::sending);
    CHECK_FALSE(state.audition.on);
    CHECK(state.audition.gainDb == Approx(-12.3f));
    CHECK(saved.getSize() < 4000);
}

TEST_CASE("a fresh instance's state is its own round trip")
{
    test::TemporaryHome home;
    Processor first{home.folder}, second{home.folder};
    const auto saved = stateOf(first);
    second.setStateInformation(saved.getData(), static_cast<int>(saved.getSize()));
    CHECK(stateOf(second) == saved);
}

TEST_CASE("a state cut at any byte leaves the defaults and a message")
{
    test::TemporaryHome home;
    Processor processor{home.folder};
    const auto whole = filledState();
    for (std::size_t length = 0; length < whole.size(); ++length)
    {
        Model model;
        SavedExtras extras;
        REQUIRE_FALSE(restore(whole.data(), length, model, extras));
        REQUIRE(model.shelf.empty());
    }
    give(processor, whole.substr(0, whole.size() / 2));
    const auto state = processor.session().state();
    CHECK(state.clips.empty());
    CHECK(state.problem.any());
    CHECK(state.statusLine.contains("could not be read"));
}

TEST_CASE("random, damaged and huge states never do harm")
{
    test::TemporaryHome home;
    Processor processor{home.folder};
    juce::Random random{11};
    const auto whole = filledState();
    for (int round = 0; round < 3000; ++round)
    {
        auto bytes = whole;
        for (int i = random.nextInt(6); i >= 0; --i)
            bytes[static_cast<std::size_t>(random.nextInt(static_cast<int>(bytes.size())))] =
                static_cast<char>(random.nextInt(256));
        Model model;
        SavedExtras extras;
        if (restore(bytes.data(), bytes.size(), model, extras))
            CHECK(save(model, extras).size() > 0);
    }
    std::string huge(10 * 1024 * 1024, 'x');
    give(processor, huge);
    CHECK(processor.session().state().problem.any());
    huge.replace(0, 10, "TONEKILN1\n");
    give(processor, huge);
    std::fill(huge.begin() + 10, huge.end(), '[');
    give(processor, huge);
    give(processor, std::string("TONEKILN1\n") + R"({"format": 99})");
    give(processor, {});
    CHECK(processor.session().state().clips.empty());
}

TEST_CASE("values out of range in a state are brought back into it")
{
    test::TemporaryHome home;
    Processor processor{home.folder};
    give(processor, std::string("TONEKILN1\n") +
                        R"({"format": 1, "draft": {"bars": 9999, "seconds": 1e300,
                            "variations": -5, "seed": -1, "length": 77, "prompt": 5},
                            "parameters": {"audition_gain": 99999999, "preset": -4},
                            "clips": [1, {}, {"clip_id": "x", "frames": -1}], "plans": []})");
    const auto state = processor.session().state();
    CHECK_FALSE(state.problem.any());
    CHECK(state.draft.bars == 64);
    CHECK(state.draft.variations == 1);
    CHECK(state.draft.lengthMode == LengthMode::bars);
    CHECK(state.audition.gainDb == Approx(6.0f));
    CHECK(state.clips.empty());
}

TEST_CASE("a project saved by release 0.1 opens with all that it held, and loses nothing")
{
    test::TemporaryHome home;
    Processor processor{home.folder};
    const auto file = juce::File{TONEKILN_FIXTURES}.getChildFile("project-0.1.txt");
    const auto saved = file.loadFileAsString().toStdString();
    REQUIRE(saved.size() > 1000);
    give(processor, saved);

    const auto state = processor.session().state();
    CHECK_FALSE(state.problem.any());
    REQUIRE(state.clips.size() == 1);
    const auto& clip = state.clips.front();
    CHECK(clip.id == "c453e16573634a45");
    CHECK(clip.planId == "4960bcdbccd39fd4221bf04d4ae124dc");
    CHECK(clip.path == "/tmp/tonekiln-0.1/library/clip_120bpm_4bars_c453.wav");
    CHECK(clip.bars == 4);
    CHECK(clip.frames == 352800);
    CHECK(clip.sampleRate == 44100);
    CHECK(clip.seed == 817075376u);
    CHECK(clip.engine == "sketch");
    CHECK(state.selectedClip == clip.id);
    CHECK(state.draft.bars == 4);
    CHECK(state.draft.seed == 817075376u);
    CHECK(state.draft.lengthMode == LengthMode::bars);
    CHECK(state.audition.on);
    CHECK(state.audition.gainDb == Approx(0.0f));

    // What it says is kept whole, the facts that only the daemon reads among it.
    const auto ofState = [](const std::string& bytes)
    { return Json::parse(bytes.substr(bytes.find('\n') + 1)); };
    const auto block = stateOf(processor);
    const auto again = ofState({static_cast<const char*>(block.getData()), block.getSize()});
    const auto before = ofState(saved);
    for (const auto* part : {"clips", "plans", "requests", "draft", "parameters", "auditioned",
                             "selected", "follows_newest", "jobs", "placements", "window"})
    {
        CAPTURE(part);
        CHECK(again.at(part) == before.at(part));
    }
}
