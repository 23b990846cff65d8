// An engine on its way to the daemon's machine, and what a person is to answer before it comes.
// Thread: plain values, any.
#pragma once

#include "protocol/Protocol.gen.h"

#include <juce_core/juce_core.h>

#include <cstdint>
#include <optional>

namespace tonekiln
{

struct EngineJob
{
    juce::String job;
    juce::String engine;
    protocol::EngineJobState state = protocol::EngineJobState::queued;
    std::int64_t doneBytes = 0; ///< of the step that `state` names
    std::int64_t ofBytes = 0;   ///< 0 while nobody knows
    double bytesPerSecond = 0.0;
    std::optional<std::int64_t> etaMs; ///< until the end of the step
    juce::String waitsFor;             ///< a sentence without its full stop, or empty

    bool paused() const { return state == protocol::EngineJobState::paused; }
    /** How it stands while nothing brings it: to be continued, which starts the daemon. */
    EngineJob withoutDaemon() const;

    bool operator==(const EngineJob&) const = default;
};

enum class Asks
{
    nothing,
    licence, ///< to be read and accepted
    token    ///< to be pasted, once the terms were accepted on their page
};

struct GettingQuestion
{
    Asks asks = Asks::nothing;
    juce::String engine;
    juce::String text;          ///< the licence
    juce::String page;          ///< of the terms
    juce::String says;          ///< why it is asked, or why the last answer did not do
    bool mayKeepInFile = false; ///< there is no keyring: a file would have to do

    bool operator==(const GettingQuestion&) const = default;
};

inline EngineJob EngineJob::withoutDaemon() const
{
    auto stands = *this;
    stands.state = protocol::EngineJobState::paused;
    stands.bytesPerSecond = 0.0;
    stands.etaMs.reset();
    stands.waitsFor = "Tonekiln does not answer";
    return stands;
}

} // namespace tonekiln
