// A session from asking to hearing, against a stand-in for the daemon.
#include "SessionRig.h"
#include "session/model/Fields.h"

using namespace tonekiln;
using namespace tonekiln::test;

TEST_CASE("asked for, made, shown and heard in time")
{
    Rig rig;
    rig.play(4);
    rig.type("dusty drums");
    rig.session().generate();
    REQUIRE(eventually([&] { return rig.session().state().job.phase == JobPhase::done; }));
    REQUIRE(eventually([&] { return rig.session().state().clips.front().waveform != nullptr; }));
    const auto state = rig.session().state();
    REQUIRE(state.clips.size() == 1);
    CHECK(state.clips[0].prompt == "dusty drums");
    CHECK(state.selectedClip == state.clips[0].id);
    REQUIRE(eventually([&] { return rig.play(50) > 0.3f; }));
    CHECK(rig.session().audition().mood == AuditionMood::inTime);
    const auto body = rig.standIn.heard("generate").front().body;
    CHECK(body["bpm"] == "120");
    CHECK(body["bars"] == 1);
    CHECK(body["sample_rate"] == 48000);
    CHECK(rig.session().dragOut({state.clips[0].id}).size() == 1);

    rig.session().stopAudition();
    rig.session().waitForAudition(2000);
    rig.play(20);
    CHECK(rig.play(20) == 0.0f);
}

TEST_CASE("the host's new tempo brings a refit, which is then what plays and what is dragged")
{
    Rig rig;
    rig.type("drums");
    rig.session().generate();
    REQUIRE(eventually([&] { return rig.play(10) > 0.3f; }));
    rig.playHead.bpm = 100.0;
    rig.playHead.sample = 0;
    rig.play(4);
    CHECK(rig.session().audition().mood == AuditionMood::realigning);
    REQUIRE(eventually(
        [&]
        {
            rig.play(10);
            return rig.session().audition().mood == AuditionMood::inTime;
        }));
    const auto refit = rig.standIn.heard("refit").front();
    CHECK(refit.body["bpm"] == "100");
    const auto state = rig.session().state();
    REQUIRE(state.clips.size() == 1);
    CHECK(rig.session().dragOut({state.clips[0].id})[0] != state.clips[0].path);
}

TEST_CASE("a preset, the dice and automation fill the ask zone and ask")
{
    Rig rig;
    rig.session().editorOpened();
    REQUIRE(eventually([&] { return rig.session().state().presets.size() == 1; }));
    auto& parameters = rig.processor.getParameters();
    parameters[3]->setValueNotifyingHost(1.0f / Parameters::mostPresets);
    REQUIRE(eventually([&] { return rig.session().state().draft.prompt == "dusty drums"; }));
    parameters[2]->setValueNotifyingHost(1.0f);
    parameters[2]->setValueNotifyingHost(1.0f);
    REQUIRE(eventually([&] { return rig.session().state().clips.size() == 1; }));
    CHECK(rig.standIn.count("generate") == 1);
    const auto body = rig.standIn.heard("generate").front().body;
    CHECK(body["preset"] == "Dusty");
    CHECK(body["prompt"] == "");
    parameters[2]->setValueNotifyingHost(0.0f);
    parameters[2]->setValueNotifyingHost(1.0f);
    REQUIRE(eventually([&] { return rig.session().state().clips.size() == 2; }));
    rig.session().editorClosed();
}

TEST_CASE("what of the engines could not be read is known, and gone from the project file")
{
    Rig rig;
    rig.session().editorOpened();
    REQUIRE(eventually([&] { return !rig.session().state().engines.empty(); }));
    const auto problems = rig.session().state().engineProblems;
    CHECK(problems == std::vector<juce::String>{"models--odd: a link that leads nowhere"});
    const auto saved = rig.session().saveState();
    CHECK(saved.find("models--odd") == std::string::npos);
    rig.session().restoreState(saved.data(), saved.size());
    CHECK(rig.session().state().engineProblems == problems);
    rig.session().editorClosed();
}

TEST_CASE("a search of more words than the daemon takes is asked for in part, and no error")
{
    Rig rig{[](const Message& request) -> std::vector<Message>
            {
                if (request.kind != "search_clips")
                    return {};
                return {event("clip_list", {{"clips", Json::array()}, {"total", 0}})};
            }};
    rig.session().editorOpened();
    REQUIRE(eventually([&] { return rig.session().state().link.link == Link::ready; }));
    juce::String sixty;
    for (int i = 0; i < 60; ++i)
        sixty << "word" << i << juce::String::fromUTF8(i % 2 == 0 ? "  " : "\xe3\x80\x80");
    rig.session().search(sixty);
    REQUIRE(eventually([&] { return rig.standIn.count("search_clips") == 1; }));
    const auto words = fromUtf8(rig.standIn.heard("search_clips").front().body["words"]);
    CHECK(juce::StringArray::fromTokens(words, false).size() == protocol::limits::maxSearchWords);
    CHECK(words.startsWith("word0 word1 "));
    CHECK(rig.session().state().search == sixty.trim());
    rig.session().editorClosed();
}

TEST_CASE("re-roll asks for the same with another seed; a lost file can be made again")
{
    Rig rig;
    rig.type("drums");
    rig.session().generate();
    REQUIRE(eventually([&] { return rig.session().state().clips.size() == 1; }));
    const auto clip = rig.session().state().clips[0];
    rig.session().reroll(clip.id);
    REQUIRE(eventually([&] { return rig.session().state().clips.size() == 2; }));
    const auto asked = rig.standIn.heard("generate");
    CHECK(asked[0].body["prompt"] == asked[1].body["prompt"]);
    CHECK(asked[0].body["seed"] != asked[1].body["seed"]);

    juce::File{clip.path}.deleteFile();
    CHECK(rig.session().dragOut({clip.id}).isEmpty());
    rig.session().makeAgain(clip.id);
    CHECK(eventually([&] { return rig.standIn.count("remake") == 1; }));
}

TEST_CASE("closing and reopening the editor loses nothing")
{
    Rig rig;
    rig.session().editorOpened();
    rig.type("drums");
    rig.session().generate();
    rig.session().editorClosed();
    REQUIRE(eventually([&] { return rig.session().state().clips.size() == 1; }));
    rig.session().editorOpened();
    CHECK(rig.session().state().clips.size() == 1);
    rig.session().editorClosed();
}

TEST_CASE("a bad request is said here, before it is sent")
{
    Rig rig;
    rig.playHead.bpm = 500.0;
    rig.play(2);
    rig.session().generate();
    auto state = rig.session().state();
    CHECK(state.problem.field == "bpm");
    CHECK(state.statusLine.contains("tempo"));

    rig.playHead.bpm = 120.0;
    rig.play(2);
    auto draft = state.draft;
    draft.lengthMode = LengthMode::loopRegion;
    rig.session().setDraft(draft);
    rig.session().generate();
    CHECK(rig.session().state().problem.field == "bars");
    CHECK(rig.standIn.count("generate") == 0);
}

TEST_CASE("the Standalone plays what was made at once, and sends nobody to a transport")
{
    using Plugin = juce::AudioProcessor;
    for (const bool alone : {false, true})
    {
        CAPTURE(alone);
        Plugin::setTypeOfNextNewPlugin(alone ? Plugin::wrapperType_Standalone
                                             : Plugin::wrapperType_Undefined);
        Rig rig;
        Plugin::setTypeOfNextNewPlugin(Plugin::wrapperType_Undefined);
        rig.processor.setPlayHead(nullptr);
        rig.make();
        rig.session().waitForAudition(8000);
        CHECK((rig.play(4000) > 0.1f) == alone);
        CHECK(rig.session().state().statusLine.contains("transport") != alone);
    }
}
