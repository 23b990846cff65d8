// A session with a host around it and a stand-in for the daemon behind it.
// Thread: the test's own, as message, setup and audio thread; Daemon answers on the stand-in's, and
// what a test sets in it meanwhile is atomic.
#pragma once

#include "../client/StandIn.h"
#include "audio/loading/ClipDigest.h"
#include "processor/Processor.h"

#include <catch2/catch.hpp>

namespace tonekiln::test
{

/** Writes one bar of a tone as a WAV. */
inline juce::File writeClip(const juce::File& folder, const juce::String& name, int frames)
{
    const auto file = folder.getChildFile(name + ".wav");
    juce::WavAudioFormat format;
    juce::AudioBuffer<float> audio{2, frames};
    for (int i = 0; i < frames; ++i)
        for (int c = 0; c < 2; ++c)
            audio.setSample(c, i, 0.5f * static_cast<float>(std::sin(i * 0.05)));
    const auto writer =
        juces::writerFor(format, std::make_unique<juce::FileOutputStream>(file), 48000.0, 2, 24);
    writer->writeFromAudioSampleBuffer(audio, 0, frames);
    return file;
}

/** Answers as the daemon does for one clip of one bar. */
class Daemon
{
public:
    /** @param otherwise what a test wants answered beyond that; called on the stand-in's thread */
    Daemon(juce::File where, std::function<std::vector<Message>(const Message&)> otherwise)
        : home(std::move(where))
        , others(std::move(otherwise))
    {
    }

    std::vector<Message> operator()(const Message& request)
    {
        if (request.kind == "list_engines")
            return {
                event("engine_list",
                      {{"default", "sketch"},
                       {"problems", {"models--odd: a link that leads nowhere"}},
                       {"engines", Json::array({{{"name", "sketch"},
                                                 {"kind", "procedural"},
                                                 {"readiness", lacks ? "to_pull" : "warm"},
                                                 {"abilities", {"preview", "swing", "init"}}}})}})};
        if (request.kind == "list_presets")
            return {event(
                "preset_list",
                {{"presets",
                  Json::array({{{"category", "drums"},
                                {"factory", true},
                                {"preset",
                                 {{"name", "Dusty"}, {"words", "dusty drums"}, {"bars", 2}}}}})}})};
        if (request.kind == "generate" && lacks)
            return {event("error", {{"code", "engine_unavailable"},
                                    {"message", "sketch is not ready"},
                                    {"hint", "in a terminal: pull sketch"},
                                    {"field", "engine"}})};
        if (request.kind == "generate" || request.kind == "refit" || request.kind == "remake")
            return makeClip(request);
        if (request.kind == "show_clip")
            return {event("clip_details", {{"plan", {{"plan_id", "plan-1"}}}})};
        if (request.kind == "fetch_clip")
            return {chunkOf(request)};
        if (request.kind == "mark_clip" || request.kind == "cancel")
            return {event("ok", Json::object())};
        return others ? others(request) : std::vector<Message>{};
    }

    std::vector<Message> makeClip(const Message& request)
    {
        const auto bpmText = request.body.value("bpm", "120");
        const auto bpm = *parseBpm(bpmText);
        const auto frames = barFrames(1, {}, bpm, 48000);
        const auto name = "clip-" + request.id.substr(0, 8);
        const auto file = writeClip(home, name, static_cast<int>(frames));
        Json clip = {{"clip_id", name},
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
        if (elsewhere)
        {
            clip["path"] = "/gpu/box/library/" + name + ".wav";
            clip["bytes"] = file.getSize();
            clip["audio_sha256"] = digestOfSamples(file).toStdString();
        }
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

    /** A piece of the clip's file, as over the wire. */
    Message chunkOf(const Message& request)
    {
        const auto file = home.getChildFile(request.body.value("clip_id", "") + ".wav");
        juce::FileInputStream stream{file};
        if (!stream.openedOk())
            return event("error", {{"code", "not_found"}, {"message", "the file is gone"}});
        stream.setPosition(request.body.value("offset", std::int64_t{0}));
        std::string bytes(chunkBytes, '\0');
        bytes.resize(static_cast<std::size_t>(
            std::max(0, stream.read(bytes.data(), static_cast<int>(bytes.size())))));
        auto chunk = event("clip_chunk", {{"clip_id", request.body["clip_id"]},
                                          {"offset", request.body["offset"]},
                                          {"file_bytes", file.getSize()}});
        if (spoils && !bytes.empty())
            bytes.back() = static_cast<char>(bytes.back() ^ 1);
        chunk.payload = {std::move(bytes)};
        return chunk;
    }

    static constexpr std::size_t chunkBytes = 100'000;
    std::atomic<bool> elsewhere{false}; ///< its paths are not of this machine
    std::atomic<bool> spoils{false};    ///< bytes are changed on their way
    std::atomic<bool> lacks{false};     ///< its engine has to be got first
    juce::File home;
    std::function<std::vector<Message>(const Message&)> others;
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
    explicit Rig(std::function<std::vector<Message>(const Message&)> otherwise = {},
                 HostRoad daw = {}, bool elsewhere = false)
        : daemon(home.folder, std::move(otherwise))
        , standIn(
              home.folder, "one", [this](const Message& m) { return daemon(m); }, elsewhere)
        , processor(home.folder, std::move(daw))
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

    /** A clip, made by the stand-in. */
    ClipRow make(const juce::String& prompt = "drums")
    {
        const auto before = session().state().clips.size();
        type(prompt);
        session().generate();
        REQUIRE(eventually([&] { return session().state().clips.size() == before + 1; }));
        REQUIRE(eventually([&] { return !session().state().job.busy(); }));
        return session().state().clips.front();
    }

    TemporaryHome home;
    Daemon daemon;
    StandIn standIn;
    PlayHead playHead;
    Processor processor;
};

} // namespace tonekiln::test
