#include "ClipLoader.h"

#include "ClipDigest.h"

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

std::uint64_t ClipLoader::audition(const juce::File& file, const ClipShape& shape, int hostRate,
                                   float gain)
{
    return order(
        [=]() -> std::unique_ptr<LoadedClip>
        {
            auto audio = readClipFile(file);
            if (!audio)
                return nullptr;
            audio->applyGain(gain);
            return loadClip(std::move(*audio), shape, hostRate);
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
    add(
        [=, this]
        {
            const auto audio = readClipFile(file);
            listener.outlined(clipId, audio ? waveformOf(*audio) : nullptr);
        });
}

void ClipLoader::adopt(const juce::String& clipId, const juce::File& part, const juce::File& target,
                       const juce::String& sha256)
{
    add(
        [=, this]
        {
            const auto digest = digestOfSamples(part);
            const bool expected = digest.isNotEmpty() && (sha256.isEmpty() || digest == sha256);
            const bool whole = expected && part.moveFileTo(target);
            if (!whole)
                part.deleteFile();
            listener.adopted(clipId, target, whole);
        });
}

void ClipLoader::add(std::function<void()> chore)
{
    const std::scoped_lock lock{mutex};
    chores.push_back(std::move(chore));
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
        std::function<void()> chore;
        {
            std::unique_lock lock{mutex};
            ordered.wait_for(lock, collectEvery,
                             [this] { return nextLoad || !chores.empty() || threadShouldExit(); });
            load.swap(nextLoad);
            if (!load && !chores.empty())
            {
                chore = std::move(chores.front());
                chores.pop_front();
            }
        }
        if (load)
            perform(*load);
        if (chore)
            chore();
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

} // namespace tonekiln
