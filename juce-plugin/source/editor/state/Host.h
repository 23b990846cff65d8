// What the host says, and what is heard in time with it.
// Thread: plain values, any.
#pragma once

#include <juce_core/juce_core.h>

#include <cstdint>
#include <optional>

namespace tonekiln
{

/** What the host says, followed live. Cheap to read at every frame of an animation. */
struct HostFacts
{
    bool present = false;  ///< false: the host gives no transport (or there is no host)
    bool meterTold = true; ///< false: 4/4 is taken
    bool placed = true;    ///< false: the host does not tell the bar, nor can it be worked out
    bool playing = false;
    bool looping = false;
    double bpm = 120.0;
    int meterNumerator = 4;
    int meterDenominator = 4;
    double ppq = 0.0;                ///< playhead in quarter notes from the start of the song
    double barStartPpq = 0.0;        ///< start of the current bar
    std::optional<std::int64_t> bar; ///< the current bar's number from 0, where it is known
    double loopStartPpq = 0.0;
    double loopEndPpq = 0.0;
    double sampleRate = 48000.0;
    std::int64_t sample = 0; ///< playhead in frames from the start of the song

    bool operator==(const HostFacts&) const = default;
};

enum class AuditionMood
{
    silent,     ///< nothing is chosen, or audition is off
    waiting,    ///< on, but the transport stands still (or the file is still being read)
    lost,       ///< on, but the host rolls and does not tell the bar
    inTime,     ///< sample-accurate on the grid
    realigning, ///< another tempo than the clip's: re-aligned at each bar while it is refitted
    preview     ///< unfitted sound of a clip that is still being made
};

struct AuditionStatus
{
    bool on = true;
    AuditionMood mood = AuditionMood::silent;
    juce::String clipId;
    double position = 0.0; ///< 0..1 within the clip
    float gainDb = 0.0f;

    bool operator==(const AuditionStatus&) const = default;
};

} // namespace tonekiln
