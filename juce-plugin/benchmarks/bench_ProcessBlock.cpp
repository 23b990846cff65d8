// What processBlock costs. Hidden: run `tonekiln_tests "[bench]"`.
#include "audio/Audition.h"
#include "client/StandIn.h"
#include "processor/Processor.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <cmath>
#include <iostream>

using namespace tonekiln;

namespace
{
constexpr int rate = 48000;
constexpr int frames = 64;
constexpr int blocks = 200'000;

std::unique_ptr<LoadedClip> fourBars()
{
    ClipShape shape;
    shape.bars = 4;
    shape.sampleRate = rate;
    shape.frames = barFrames(4, {}, shape.bpm, rate);
    juce::AudioBuffer<float> audio{2, static_cast<int>(shape.frames)};
    for (int i = 0; i < audio.getNumSamples(); ++i)
        for (int c = 0; c < 2; ++c)
            audio.setSample(c, i, static_cast<float>(std::sin(i * 0.03)));
    return loadClip(std::move(audio), shape, rate);
}

/** The best of five runs, in nanoseconds a block: the rest is the machine's own noise. */
template <typename Block>
double nanoseconds(Block&& block)
{
    double best = 1.0e12;
    for (int run = 0; run < 5; ++run)
    {
        const auto began = std::chrono::steady_clock::now();
        for (int i = 0; i < blocks; ++i)
            block();
        const std::chrono::duration<double, std::nano> took =
            std::chrono::steady_clock::now() - began;
        best = std::min(best, took.count() / blocks);
    }
    return best;
}

/** One line of JSON. */
void report(const char* work, double ns)
{
    const double blockNs = 1.0e9 * frames / rate;
    const Json line = {{"work", work},
                       {"frames", frames},
                       {"rate", rate},
                       {"ns", ns},
                       {"percent_of_block", 100.0 * ns / blockNs}};
    std::cout << line.dump() << std::endl;
}
} // namespace

TEST_CASE("processBlock, idle", "[.][bench]")
{
    test::TemporaryHome home;
    Processor processor{home.folder};
    processor.setPlayConfigDetails(2, 2, rate, frames);
    processor.prepareToPlay(rate, frames);
    juce::AudioBuffer<float> buffer{2, frames};
    buffer.clear();
    juce::MidiBuffer midi;
    report("idle", nanoseconds([&] { processor.processBlock(buffer, midi); }));
}

TEST_CASE("the audition, playing", "[.][bench]")
{
    for (const double bpm : {120.0, 121.0})
    {
        Audition audition;
        audition.prepare(rate);
        audition.clips().publish(fourBars());
        Transport transport;
        transport.present = transport.playing = true;
        transport.sampleRate = rate;
        transport.bpm = bpm;
        std::array<float, frames> left{}, right{};
        float* channels[] = {left.data(), right.data()};
        const auto block = [&]
        {
            left.fill(0.0f);
            right.fill(0.0f);
            audition.process(channels, 2, frames, transport, true, 0.5f);
            transport = transport.after(frames);
        };
        report(bpm == 120.0 ? "playing in time" : "playing, re-aligned each bar",
               nanoseconds(block));
    }
}
