// processBlock on a thread of its own while everything else goes on around it.
#include "../session/SessionRig.h"
#include "AudioThreadGuard.h"
#include "audio/loading/ClipFile.h"
#include "processor/Processor.h"

#include <catch2/catch.hpp>

#include <thread>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
// A sanitizer makes every block some 30 times dearer; its findings do not need as many.
const int blocks = guardIsActive() ? 1'000'000 : 40'000;

/** How often clips, the editor and the parameters change meanwhile, at least. */
constexpr int rounds = 300;

/** A transport with loops, jumps, ramps and stops, the same at every run. */
class RestlessPlayHead final : public juce::AudioPlayHead
{
public:
    juce::Optional<PositionInfo> getPosition() const override
    {
        PositionInfo info;
        info.setBpm(bpm);
        info.setTimeSignature(TimeSignature{block % 40000 < 20000 ? 4 : 7, 4});
        info.setIsPlaying(block % 1000 < 900);
        info.setTimeInSamples(static_cast<juce::int64>(ppq * 24000.0));
        info.setPpqPosition(ppq);
        return info;
    }

    void advance(int samples)
    {
        ++block;
        ppq += samples * bpm / 60.0 / 48000.0;
        if (block % 5000 == 0)
            ppq = (block / 5000) % 37;
        if (block % 20000 > 15000)
            bpm = 120.0 + (block % 20000 - 15000) * 0.002;
        else
            bpm = 120.0;
    }

    int block = 0;
    double ppq = 0.0, bpm = 120.0;
};

juce::File writeTone(const juce::File& folder, int bars)
{
    return writeClip(folder, "tone", static_cast<int>(barFrames(bars, {}, 120'000'000, 48000)));
}

std::string stateWithClips(const juce::File& file)
{
    const auto facts = [&](const char* id)
    {
        return Json{{"clip_id", id},
                    {"path", file.getFullPathName().toStdString()},
                    {"frames", barFrames(1, {}, 120'000'000, 48000)},
                    {"sample_rate", 48000},
                    {"bpm", 120.0},
                    {"meter", "4/4"},
                    {"bars", 1}};
    };
    const Json state = {{"format", 1}, {"clips", {facts("one"), facts("two")}}};
    return "TONEKILN1\n" + state.dump();
}
} // namespace

TEST_CASE("the guard sees what it is there to see")
{
    if (!guardIsActive())
    {
        WARN("calls are not interposed in this build");
        return;
    }
    const auto before = forbiddenCalls();
    {
        const AudioThreadGuard guard;
        std::mutex mutex;
        mutex.lock();
        mutex.unlock();
        auto* memory = std::malloc(16);
        asm volatile("" : : "r"(memory) : "memory");
        std::free(memory);
    }
    CHECK(forbiddenCalls() >= before + 3);
}

TEST_CASE("the audio thread does nothing that could wait, whatever goes on around it")
{
    TemporaryHome home;
    StandIn daemon{
        home.folder, "one", [](const Message& request) {
            return std::vector<Message>{event("accepted", {{"job", request.id}, {"place", 0}})};
        }};
    Processor processor{home.folder};
    RestlessPlayHead playHead;
    processor.setPlayHead(&playHead);
    processor.setPlayConfigDetails(2, 2, 48000.0, 512);
    processor.prepareToPlay(48000.0, 512);
    const auto state = stateWithClips(writeTone(home.folder, 1));
    processor.setStateInformation(state.data(), static_cast<int>(state.size()));

    const auto before = forbiddenCalls();
    std::atomic<bool> done{false};
    std::atomic<int> round{0};
    std::atomic<bool> finite{true};
    std::atomic<float> loudest{0.0f};
    std::thread audio{
        [&]
        {
            juce::AudioBuffer<float> buffer{2, 512};
            juce::MidiBuffer midi;
            for (int i = 0; i < blocks || round < rounds; ++i)
            {
                const int samples = i % 997 == 0 ? 0 : 1 + (i * 7) % 64;
                juce::AudioBuffer<float> block{buffer.getArrayOfWritePointers(), 2, samples};
                block.clear();
                {
                    const AudioThreadGuard guard;
                    processor.processBlock(block, midi);
                }
                const float level = block.getMagnitude(0, samples);
                finite = finite && std::isfinite(level);
                if (level > loudest)
                    loudest = level;
                playHead.advance(samples);
            }
            done = true;
        }};

    auto& session = processor.session();
    for (; !done; ++round)
    {
        session.startAudition(round % 2 == 0 ? "one" : "two");
        const std::unique_ptr<juce::AudioProcessorEditor> editor{processor.createEditor()};
        session.state();
        session.setAuditionGain(round % 3 == 0 ? -6.0f : 0.0f);
        session.generate();
        session.cancel();
        if (round % 5 == 4)
            session.stopAudition();
        juce::MemoryBlock saved;
        processor.getStateInformation(saved);
        juce::Thread::sleep(2);
    }
    audio.join();
    CHECK(finite);
    CHECK(loudest > 0.1f);
    INFO("first forbidden call: " << firstForbiddenCall());
    CHECK(forbiddenCalls() - before == 0);
}

TEST_CASE("any rate, any block, mono and stereo, bypassed and offline: finite and quiet when idle")
{
    TemporaryHome home;
    for (const int channels : {1, 2})
        for (const double rate : {22050.0, 44100.0, 48000.0, 96000.0, 192000.0})
        {
            Processor processor{home.folder};
            const auto set =
                channels == 1 ? juce::AudioChannelSet::mono() : juce::AudioChannelSet::stereo();
            juce::AudioProcessor::BusesLayout layout;
            layout.inputBuses.add(set);
            layout.outputBuses.add(set);
            REQUIRE(processor.setBusesLayout(layout));
            processor.setRateAndBufferSizeDetails(rate, 512);
            processor.setNonRealtime(channels == 1);
            processor.prepareToPlay(rate, 512);
            juce::MidiBuffer midi;
            for (const int samples : {0, 1, 64, 511, 512, 513, 8192})
            {
                juce::AudioBuffer<float> buffer{channels, samples};
                for (int c = 0; c < channels; ++c)
                    juce::FloatVectorOperations::fill(buffer.getWritePointer(c), 0.25f, samples);
                processor.processBlock(buffer, midi);
                processor.processBlockBypassed(buffer, midi);
                for (int c = 0; c < channels; ++c)
                    for (int i = 0; i < samples; ++i)
                        REQUIRE(buffer.getSample(c, i) == 0.25f);
            }
        }
}

TEST_CASE("layouts that make no sense for an audition are refused")
{
    TemporaryHome home;
    Processor processor{home.folder};
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses.add(juce::AudioChannelSet::mono());
    layout.outputBuses.add(juce::AudioChannelSet::stereo());
    CHECK_FALSE(processor.setBusesLayout(layout));
    layout.inputBuses.set(0, juce::AudioChannelSet::create5point1());
    layout.outputBuses.set(0, juce::AudioChannelSet::create5point1());
    CHECK_FALSE(processor.setBusesLayout(layout));
}
