// A request on its way.
// Thread: plain values, any.
#pragma once

#include "Clips.h"

namespace tonekiln
{

enum class JobPhase
{
    none,    ///< nothing asked for yet
    sending, ///< asked for here, not yet taken by the daemon
    queued,
    loading,
    generating,
    fitting,
    writing,
    done,
    failed,
    cancelled
};

/** The newest request of this session. */
struct JobStatus
{
    juce::String id;
    JobPhase phase = JobPhase::none;
    double fraction = 0.0;             ///< 0..1, never goes back within a job
    std::optional<std::int64_t> etaMs; ///< null while nobody can tell
    int place = 0;                     ///< jobs before this one while queued
    juce::String engine;               ///< the engine that was chosen
    juce::String prompt;               ///< what was asked for
    juce::String message;              ///< what is going on, in words
    int variations = 1;                ///< clips asked for
    int clipsDone = 0;                 ///< clips that have arrived
    double bpm = 120.0;                ///< what was asked for, so that its grid can be drawn
    int meterNumerator = 4;
    int meterDenominator = 4;
    std::optional<int> bars;      ///< null when it was asked for in seconds
    double seconds = 0.0;         ///< length of the clip to come, 0 while unknown
    Waveform preview;             ///< unfitted sound so far, or null
    double previewFraction = 0.0; ///< how much of the clip `preview` covers, 0..1

    bool busy() const
    {
        return phase != JobPhase::none && phase != JobPhase::done && phase != JobPhase::failed &&
               phase != JobPhase::cancelled;
    }

    bool operator==(const JobStatus&) const = default;
};

} // namespace tonekiln
