#include "ClipLoader.h"

namespace tonekiln
{

namespace
{
using namespace std::chrono_literals;
constexpr auto collectEvery = 250ms;
constexpr int stopMs = 10000;
} // namespace

ClipLoader::ClipLoader(Audition& forWhom, LoaderListener& told)
    : Thread("Tonekiln loader")
    , audience(forWhom)
    , listener(told)
{
}

ClipLoader::~ClipLoader()
{
    signalThreadShouldExit();
    ordered.notify_one();
    stopThread(stopMs);
}

std::uint64_t ClipLoader::audition(const juce::File& file, const ClipShape& shape, int hostRate)
{
    return order(
        [=]() -> std::unique_ptr<LoadedClip>
        {
            auto audio = readClipFile(file);
            return audio ? loadClip(std::move(*audio), shape, hostRate) : nullptr;
        });
}

std::uint64_t ClipLoader::auditionPreview(juce::AudioBuffer<float> audio, const ClipShape& shape,
                                          int hostRate)
{
    return order(
        [=, sound = std::move(audio)]
        {
            auto clip = loadClip(sound, shape, hostRate);
            clip->preview = true;
            return clip;
        });
}

std::uint64_t ClipLoader::silence()
{
    return order([] { return std::make_unique<LoadedClip>(); });
}

void ClipLoader::outline(const juce::String& clipId, const juce::File& file)
{
    const std::scoped_lock lock{mutex};
    outlines.push_back({clipId, file});
    if (!isThreadRunning())
        startThread();
    ordered.notify_one();
}

std::uint64_t ClipLoader::order(std::function<std::unique_ptr<LoadedClip>()> make)
{
    const std::scoped_lock lock{mutex};
    nextLoad = Load{++tickets, std::move(make)};
    if (!isThreadRunning())
        startThread();
    ordered.notify_one();
    return tickets;
}

void ClipLoader::run()
{
    while (!threadShouldExit())
    {
        std::optional<Load> load;
        std::optional<Outline> outlining;
        {
            std::unique_lock lock{mutex};
            ordered.wait_for(lock, collectEvery,
                             [this]
                             { return nextLoad || !outlines.empty() || threadShouldExit(); });
            load.swap(nextLoad);
            if (!load && !outlines.empty())
            {
                outlining = std::move(outlines.front());
                outlines.pop_front();
            }
        }
        if (load)
            perform(*load);
        if (outlining)
            perform(*outlining);
        audience.clips().collect();
    }
}

void ClipLoader::perform(const Load& load)
{
    auto clip = load.make();
    const bool readable = clip != nullptr;
    if (!readable)
        clip = std::make_unique<LoadedClip>();
    clip->ticket = load.ticket;
    audience.clips().publish(std::move(clip));
    listener.loaded(load.ticket, readable);
}

void ClipLoader::perform(const Outline& wanted)
{
    const auto audio = readClipFile(wanted.file);
    listener.outlined(wanted.clipId, audio ? waveformOf(*audio) : nullptr);
}

} // namespace tonekiln
