// A session from asking to hearing, against a stand-in for the daemon.
#include "StandIn.h"
#include "processor/Processor.h"

#include <catch2/catch.hpp>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
/** Writes one bar of a tone as a WAV. */
juce::File writeClip(const juce::File& folder, const juce::String& name, int frames)
{
    const auto file = folder.getChildFile(name + ".wav");
    juce::WavAudioFormat format;
    juce::AudioBuffer<float> audio{2, frames};
    for (int i = 0; i < frames; ++i)
        for (int c = 0; c < 2; ++c)
            audio.setSample(c, i, 0.5f * static_cast<float>(std::sin(i * 0.05)));
    const std::unique_ptr<juce::AudioFormatWriter> writer{
        format.createWriterFor(new juce::FileOutputStream(file), 48000.0, 2, 24, {}, 0)};
    writer->writeFromAudioSampleBuffer(audio, 0, frames);
    return file;
}

/** Answers as the daemon does for one clip of one bar. */
class Daemon
{
public:
    explicit Daemon(juce::File where)
        : home(std::move(where))
    {
    }

    std::vector<Message> operator()(const Message& request)
    {
        if (request.kind == "list_engines")
            return {event("engine_list",
                          {{"default", "sketch"},
                           {"engines", Json::array({{{"name", "sketch"},
                                                     {"kind", "procedural"},
                                                     {"readiness", "warm"},
                                                     {"abilities", {"preview", "swing"}}}})}})};
        if (request.kind == "list_presets")
            return {event(
                "preset_list",
                {{"presets",
                  Json::array({{{"category", "drums"},
                                {"factory", true},
                                {"preset",
                                 {{"name", "Dusty"}, {"words", "dusty drums"}, {"bars", 2}}}}})}})};
        if (request.kind == "generate" || request.kind == "refit" || request.kind == "remake")
            return makeClip(request);
        if (request.kind == "show_clip")
            return {event("clip_details", {{"plan", {{"plan_id", "plan-1"}}}})};
        if (request.kind == "mark_clip" || request.kind == "cancel")
            return {event("ok", Json::object())};
        return {};
    }

    std::vector<Message> makeClip(const Message& request)
    {
        const auto bpmText = request.body.value("bpm", "120");
        const auto bpm = *parseBpm(bpmText);
        const auto frames = barFrames(1, {}, bpm, 48000);
        const auto name = "clip-" + request.id.substr(0, 8);
        const auto file = writeClip(home, name, static_cast<int>(frames));
        const Json clip = {{"clip_id", name},
                           {"plan_id", "plan-1"},
                           {"path", file.getFullPathName().toStdString()},
                           {"name", "Dusty"},
                           {"prompt", request.body.value("prompt", "")},
                           {"frames", frames},
                           {"sample_rate", 48000},
                           {"bpm", static_cast<double>(bpm) / 1e6},
                           {"meter", "4/4"},
                           {"bars", 1},
                           {"engine", "sketch"}};
        std::vector<Message> all{
            event("accepted",
                  {{"job", request.id}, {"place", 0}, {"plan_id", "plan-1"}, {"engine", "sketch"}}),
            event("progress", {{"job", request.id}, {"state", "generating"}, {"fraction", 0.4}}),
            event("clip", {{"job", request.id}, {"clip", clip}}),
            event("done", {{"job", request.id}, {"clip_ids", {name}}})};
        for (std::size_t i = 1; i < all.size(); ++i)
            all[i].seq = ++seq;
        return all;
    }

    juce::File home;
    std::int64_t seq = 0;
};

/** A host with a transport. */
class PlayHead final : public juce::AudioPlayHead
{
public:
    juce::Optional<PositionInfo> getPosition() const override
    {
        PositionInfo info;
        info.setBpm(bpm);
        info.setTimeSignature(TimeSignature{4, 4});
        info.setIsPlaying(playing);
        info.setTimeInSamples(sample);
        info.setPpqPosition(static_cast<double>(sample) * bpm / 60.0 / 48000.0);
        info.setPpqPositionOfLastBarStart(std::floor(*info.getPpqPosition() / 4.0) * 4.0);
        return info;
    }

    double bpm = 120.0;
    std::int64_t sample = 0;
    bool playing = true;
};

class Rig
{
public:
    Rig()
        : daemon(home.folder)
        , standIn(home.folder, "one", [this](const Message& m) { return daemon(m); })
        , processor(home.folder)
    {
        processor.setPlayHead(&playHead);
        processor.setPlayConfigDetails(2, 2, 48000.0, 64);
        processor.prepareToPlay(48000.0, 64);
    }

    float play(int blocks)
    {
        float loudest = 0.0f;
        juce::AudioBuffer<float> buffer{2, 64};
        juce::MidiBuffer midi;
        for (int i = 0; i < blocks; ++i)
        {
            buffer.clear();
            processor.processBlock(buffer, midi);
            loudest = std::max(loudest, buffer.getMagnitude(0, 64));
            playHead.sample += playHead.playing ? 64 : 0;
        }
        return loudest;
    }

    Session& session() { return processor.session(); }
    void type(const juce::String& prompt)
    {
        auto draft = session().state().draft;
        draft.prompt = prompt;
        draft.bars = 1;
        session().setDraft(draft);
    }

    TemporaryHome home;
    Daemon daemon;
    StandIn standIn;
    PlayHead playHead;
    Processor processor;
};
} // namespace

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
