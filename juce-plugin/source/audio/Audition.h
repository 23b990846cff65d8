// The selected clip, heard through the plugin in time with the host.
//
// Who may enter:
//   audio thread                     process
//   one publishing thread at a time  clips(): publish and collect
//   any thread                       status, playFreely, stopPlayingFreely
//   the host's setup thread          prepare, never while process runs
#pragma once

#include "ClipHandoff.h"
#include "Published.h"
#include "Transport.h"
#include "Voice.h"

namespace tonekiln
{

/** What is being heard, for the editor. */
struct Hearing
{
    std::uint64_t ticket = 0; ///< of the clip that was loaded last; 0 before any
    bool sounding = false;
    bool inTime = true;
    bool free = false;     ///< by its own clock, since the transport stands still
    double position = 0.0; ///< 0..1 within the clip
};

class Audition
{
public:
    Audition() = default;
    ~Audition();

    void prepare(double sampleRate);

    /** Adds the clip to `channels`, one or two of `samples` each, following `transport`. */
    void process(float* const* channels, int channelCount, int samples, const Transport& transport,
                 bool on, float gain) noexcept;

    /** While the transport stands still, or nobody knows where its bars are, play in the clip's
        own tempo until it rolls. */
    void playFreely() { free.store(true); }
    void stopPlayingFreely() { free.store(false); }

    ClipHandoff& clips() { return handoff; }
    Hearing status() const { return hearing.read(); }

private:
    static constexpr int mostVoices = 4;
    static constexpr int chunk = 256;
    static constexpr int mostHeld = mostVoices + 2;

    void takeOffer() noexcept;
    void retireUnused() noexcept;
    Transport steadied(Transport host, int samples) noexcept;
    Transport clockFor(const Transport& host) noexcept;
    void renderChunk(const Transport&, int samples, bool on) noexcept;
    void follow(const Transport&, int samples) noexcept;
    void jumpTo(std::int64_t frame) noexcept;
    void renderVoices(int from, int samples) noexcept;
    void publishHearing(const Transport&, bool on) noexcept;
    bool canSound(const Transport&, bool on) const noexcept;

    ClipHandoff handoff;
    Published<Hearing> hearing;
    std::atomic<bool> free{false};

    // The audio thread's own.
    double sampleRate = 48000.0;
    const LoadedClip* selected = nullptr;
    std::array<const LoadedClip*, mostHeld> held{};
    std::array<Voice, mostVoices> voices{};
    Voice* leading = nullptr; ///< the voice that follows the transport, or null
    double freePpq = 0.0;
    double nextPpq = 0.0; ///< where a steadily rolling transport will be at the next block
    bool wasFree = false;
    float lastGain = -1.0f; ///< negative before the first block
    std::array<float, chunk> left{}, right{};

    JUCE_DECLARE_NON_COPYABLE(Audition)
};

} // namespace tonekiln
