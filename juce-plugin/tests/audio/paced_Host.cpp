// A host at real-time pace: 64 frames at 48 kHz on a thread of its own, while another process says
// what happens to the session and is told what the session says.
// Hidden: run `tonekiln_tests "a host at real-time pace"` with TONEKILN_HOME set.
//
// Reads lines: `ask ENGINE WORDS`, `count` (deadlines are counted anew), `quit`.
// Writes lines of JSON: what the window would show, whenever it changes, with the time on the
// system's monotonic clock; after `count` and `quit` what became of the audio since the last one.
#include "../client/StandIn.h"
#include "processor/Processor.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <cmath>
#include <iostream>
#include <thread>

#if !JUCE_WINDOWS
#include <poll.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

using namespace tonekiln;

namespace
{
constexpr int rate = 48000;
constexpr int frames = 64;
constexpr std::int64_t blockNs = 1'000'000'000LL * frames / rate;
constexpr float level = 0.25f; ///< of every sample of the clip that plays throughout

std::int64_t nowNs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

void sleepUntil(std::int64_t ns)
{
    const timespec when{ns / 1'000'000'000LL, ns % 1'000'000'000LL};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
}

class RollingPlayHead final : public juce::AudioPlayHead
{
public:
    juce::Optional<PositionInfo> getPosition() const override
    {
        PositionInfo info;
        info.setBpm(120.0);
        info.setTimeSignature(TimeSignature{4, 4});
        info.setIsPlaying(true);
        info.setTimeInSamples(sample);
        info.setPpqPosition(static_cast<double>(sample) * 2.0 / rate);
        info.setPpqPositionOfLastBarStart(std::floor(*info.getPpqPosition() / 4.0) * 4.0);
        return info;
    }

    std::int64_t sample = 0;
};

/** What became of the audio since it was last asked. */
struct Account
{
    std::int64_t blocks = 0;
    std::int64_t missed = 0;   ///< blocks that ended after the next was due
    std::int64_t worstNs = 0;  ///< within one processBlock
    std::int64_t dropOuts = 0; ///< blocks with a sample that is not the clip's
    std::int64_t totalNs = 0;  ///< within processBlock
};

/** The audio thread. Its account is handed over at a block's end. */
class Pace
{
public:
    explicit Pace(Processor& behind)
        : processor(behind)
        , thread([this] { run(); })
    {
    }

    Account stopCounting()
    {
        handOver = true;
        while (handOver)
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        return handed;
    }

    void end()
    {
        done = true;
        thread.join();
    }

    std::atomic<bool> realTime{false}, heard{false};

private:
    void run()
    {
        const sched_param priority{40};
        realTime = pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority) == 0;
        processor.setPlayHead(&playHead);
        for (auto due = nowNs(); !done; due += blockNs)
        {
            sleepUntil(due);
            block(due + blockNs);
            if (nowNs() > due + 100 * blockNs)
                due = nowNs(); // as hosts do: after a long gap it starts anew
            if (handOver)
            {
                handed = std::exchange(account, {});
                handOver = false;
            }
        }
    }

    void block(std::int64_t deadline)
    {
        buffer.clear();
        const auto began = nowNs();
        processor.processBlock(buffer, midi);
        const auto ended = nowNs();
        playHead.sample += frames;
        ++account.blocks;
        account.missed += ended > deadline ? 1 : 0;
        account.worstNs = std::max(account.worstNs, ended - began);
        account.totalNs += ended - began;
        const bool whole = buffer.findMinMax(0, 0, frames).getStart() > level * 0.999f &&
                           buffer.findMinMax(0, 0, frames).getEnd() < level * 1.001f;
        account.dropOuts += heard && !whole ? 1 : 0;
        heard = heard || whole;
    }

    Processor& processor;
    RollingPlayHead playHead;
    juce::AudioBuffer<float> buffer{2, frames};
    juce::MidiBuffer midi;
    Account account, handed;
    std::atomic<bool> handOver{false}, done{false};
    std::thread thread;
};

/** A state whose second clip, of one bar, is the same everywhere. */
std::string stateThatPlays(const juce::File& folder)
{
    const auto file = folder.getChildFile("held.wav");
    const auto length = static_cast<int>(barFrames(1, {}, 120'000'000, rate));
    juce::AudioBuffer<float> audio{2, length};
    for (int channel = 0; channel < 2; ++channel)
        juce::FloatVectorOperations::fill(audio.getWritePointer(channel), level, length);
    juce::WavAudioFormat format;
    const auto writer =
        juces::writerFor(format, std::make_unique<juce::FileOutputStream>(file), rate, 2, 24);
    writer->writeFromAudioSampleBuffer(audio, 0, length);
    const auto clip = [&](const char* id)
    {
        return Json{{"clip_id", id},    {"path", file.getFullPathName().toStdString()},
                    {"frames", length}, {"sample_rate", rate},
                    {"bpm", 120.0},     {"meter", "4/4"},
                    {"bars", 1}};
    };
    return "TONEKILN1\n" + Json{{"format", 1}, {"clips", {clip("newer"), clip("held")}}}.dump();
}

void say(const Json& line)
{
    std::cout << line.dump() << std::endl;
}

void sayShown(const EditorState& state)
{
    say({{"at", static_cast<double>(nowNs()) / 1e9},
         {"ready", state.link.link == Link::ready},
         {"version", state.link.daemonVersion.toStdString()},
         {"status", state.statusLine.toStdString()},
         {"busy", state.job.busy()},
         {"fraction", state.job.fraction},
         {"clips", state.clips.size()}});
}

void sayAccount(const Account& account, const Pace& pace)
{
    say({{"blocks", account.blocks},
         {"missed", account.missed},
         {"drop_outs", account.dropOuts},
         {"worst_us", static_cast<double>(account.worstNs) / 1e3},
         {"mean_ns", account.blocks > 0 ? account.totalNs / account.blocks : 0},
         {"real_time_priority", pace.realTime.load()}});
}

std::optional<std::string> lineWithin(int milliseconds)
{
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (std::cin.rdbuf()->in_avail() <= 0 && ::poll(&input, 1, milliseconds) <= 0)
        return std::nullopt;
    std::string line;
    return std::getline(std::cin, line) ? line : "quit";
}

void ask(Session& session, const std::string& engineAndWords)
{
    const auto gap = engineAndWords.find(' ');
    auto draft = session.state().draft;
    draft.engine = engineAndWords.substr(0, gap);
    draft.prompt = engineAndWords.substr(gap + 1);
    session.setDraft(draft);
    session.generate();
}
} // namespace

TEST_CASE("a host at real-time pace", "[.][paced]")
{
    const test::TemporaryHome clips;
    Processor processor;
    processor.setPlayConfigDetails(2, 2, rate, frames);
    processor.prepareToPlay(rate, frames);
    const auto state = stateThatPlays(clips.folder);
    processor.setStateInformation(state.data(), static_cast<int>(state.size()));
    auto& session = processor.session();
    session.startAudition("held");
    session.editorOpened();

    Pace pace{processor};
    REQUIRE(test::eventually([&] { return pace.heard.load(); }));
    pace.stopCounting();
    std::uint64_t shown = 0;
    for (bool on = true; on;)
    {
        if (const auto version = session.version(); std::exchange(shown, version) != version)
            sayShown(session.state());
        const auto line = lineWithin(5);
        if (!line)
            continue;
        if (line->starts_with("ask "))
            ask(session, line->substr(4));
        else
            sayAccount(pace.stopCounting(), pace);
        on = *line != "quit";
    }
    pace.end();
    session.editorClosed();
}

#endif
