// The session's position as an LV2 host tells it: in a time:Position, sent when something has
// changed, with whatever fields the host has. In between it is carried on by tempo and speed.
//
// - The place in the bar is taken from time:barBeat, else from a time:beat that counts from the
//   bar line, as Carla's does; a time:beat beyond one bar counts from the song's start.
// - Beats are 1/beatUnit notes. Where that is no quarter, hosts differ in what they mean by tempo
//   and by a part of a beat: see Reading.
// - A host that says only which beat or bar has begun, at the block after (Qtractor), is held to
//   that: each message says between which two places it is.
// - A field that is left out keeps its value where it still can: a position goes with the frame
//   it was told for.
// Thread: one at a time, the host's audio thread. Locks and allocates nothing.
#pragma once

#include "TimePosition.h"
#include "audio/Transport.h"

#include <juce_audio_basics/juce_audio_basics.h>

#include <array>

namespace tonekiln::lv2
{

/** What a host means where a beat is no quarter note. It is seen as the host rolls. */
enum class Reading
{
    quarters,   ///< tempo in quarter notes a minute: JACK, and so jalv
    quarterSub, ///< the same, and parts of a beat are parts of a quarter: Ardour 7
    units,      ///< tempo in beats of the meter's unit, as the specification has it
};

class SessionPosition
{
public:
    /** @param expected what the host means as far as its name says, until it is seen */
    explicit SessionPosition(double sampleRate, Reading expected = Reading::quarters)
        : rate(sampleRate)
        , reading(expected)
    {
    }

    /** A block begins. */
    void begin() noexcept;

    /** The host tells a position for a frame of this block, in the order of frames. */
    void take(const TimePosition&, int frame) noexcept;

    /** All of this block's positions have been taken; it has as many frames. */
    void end(int frames) noexcept;

    /** At the block's first frame; nothing before the host has told anything. */
    juce::Optional<juce::AudioPlayHead::PositionInfo> atBlock() const;

private:
    /** Everything known at one frame. */
    struct Known
    {
        double speed = 0.0;
        std::optional<double> frame, told; ///< tempo as told, in beats a minute
        std::optional<Meter> meter;
        std::optional<std::int64_t> bar;
        std::optional<double> inBar;   ///< quarter notes since the bar line
        std::optional<double> quarter; ///< quarter notes from the song's start
    };

    std::optional<double> quartersPerMinute(const Known&) const noexcept;
    Known carried(Known, double frames) const noexcept;
    Known merged(const Known&, const TimePosition&) noexcept;
    void place(Known&, const Known& due, const TimePosition&, bool moved) noexcept;
    /** Where only a whole beat or bar is told. */
    void placeWithin(Known&, const Known& due, const TimePosition&, bool moved) const noexcept;
    void smooth(Known&, const Known& due, bool moved) const noexcept;
    /** Two positions told one after the other while the transport rolled tell it. */
    void learn(const TimePosition&) noexcept;
    double quartersOf(double barBeat, const Meter&, Reading) const noexcept;
    void count(Known&) noexcept;

    double rate;
    bool any = false;
    Reading reading;
    std::array<int, 3> misses{}; ///< by Reading: positions it did not foretell
    Known start;                 ///< at the block's first frame
    Known now;                   ///< at `at`
    int at = 0;
    int lastFrames = 0;                    ///< length of the block before
    bool wholeBeats = false;               ///< this host counts no finer
    bool oneTempo = true, oneMeter = true; ///< so far

    /** What time:Position said last, to see how it goes on. */
    TimePosition lastTold;

    /** Where the present meter began, as far as it is known. */
    std::int64_t meterBar = 0;
    double meterQuarter = 0.0;
    std::optional<Meter> countedMeter;
};

} // namespace tonekiln::lv2
