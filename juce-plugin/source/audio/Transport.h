// Where the host's playhead is, sanitised: hosts leave fields out and fill them with nonsense.
// Thread: a plain value, any.
#pragma once

#include "protocol/Grid.h"

#include <optional>

namespace tonekiln
{

struct Transport
{
    bool present = false;  ///< the host has told its tempo
    bool meterTold = true; ///< else 4/4 is taken
    bool placed = true;    ///< where the bar lines are is known; else `ppq` and `barStart` are not
    bool playing = false;
    bool looping = false;
    double bpm = 120.0;
    double ppq = 0.0;                ///< quarter notes at the block's first sample
    double barStart = 0.0;           ///< quarter notes at the current bar's start, at most ppq
    std::optional<std::int64_t> bar; ///< the current bar's number from 0, where it is known
    double loopStart = 0.0;
    double loopEnd = 0.0;
    Meter meter;
    double sampleRate = 48000.0;
    std::int64_t sample = 0;
    std::uint32_t readAtMs = 0; ///< of JUCE's counter of milliseconds; 0 where it is not known
    double grain = 0.0; ///< quarter notes by which `ppq` may be off: some hosts count in ticks

    double samplesPerQuarter() const { return 60.0 * sampleRate / bpm; }

    /** The same transport some samples later, within the same bar grid. */
    Transport after(int samples) const;
};

/** A playhead this close to a bar line, in quarter notes, stands on it. */
inline constexpr double sameQuarter = 1.0e-7;

/** Ardour gives positions in whole ticks of 1/1920 quarter note: a dozen samples apart. */
inline constexpr double tick = 1.0 / 1920.0;

bool inWholeTicks(double ppq);

} // namespace tonekiln
