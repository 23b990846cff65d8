// The host's playhead from block to block. Hosts leave fields out, in some blocks or in all: what
// follows from the blocks before is worked out, and what does not is said to be unknown.
//
// A position that is not told is counted in samples from the song's start only as long as one
// tempo has been seen, and a bar line in bars as long as one meter has. After a change both are
// carried on while the transport rolls; a jump loses them until the host is at the song's start.
// Thread: audio thread, but for prepare. Locks and allocates nothing.
#pragma once

#include "Transport.h"

#include <juce_audio_basics/juce_audio_basics.h>

namespace tonekiln
{

class HostClock
{
public:
    /** Stops; what was told so far is kept. @return where the transport stands */
    Transport prepare(double sampleRate);

    /** The transport at the first sample of a block.
        @param playHead null where the host gives none
        @param samples length of the block */
    Transport read(juce::AudioPlayHead* playHead, int samples) noexcept;

private:
    using Position = juce::AudioPlayHead::PositionInfo;

    /** Where the transport stands if nothing but time has passed since the last block. */
    Transport expected() const noexcept;
    Transport follow(const Position&) noexcept;
    void readTempo(Transport&, const Position&) noexcept;
    void readMeter(Transport&, const Position&) noexcept;
    void readBarLine(Transport&, const Position&, const Transport& due, bool goesOn) noexcept;

    Transport last;
    int lastSamples = 0;
    bool anyTempo = false, anyMeter = false, anyPosition = false;
    bool oneTempo = true, oneMeter = true; ///< so far
};

} // namespace tonekiln
