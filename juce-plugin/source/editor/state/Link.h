// How the plugin stands with the daemon, and what went wrong last.
// Thread: plain values, any.
#pragma once

#include <juce_core/juce_core.h>

namespace tonekiln
{

enum class Link
{
    idle,       ///< not asked for yet: nothing was contacted
    noDaemon,   ///< nothing answers; a request would start one
    starting,   ///< the daemon's process was started, it does not answer yet
    connecting, ///< the socket is open, no answer yet
    ready,
    failed ///< cannot work; `sentence` and `wayOut` say why and what to do
};

struct LinkStatus
{
    Link link = Link::idle;
    juce::String sentence; ///< what is going on, in a musician's words
    juce::String wayOut;   ///< what to do, or empty
    juce::String daemonVersion;
    bool elsewhere = false; ///< it runs on another machine: its paths are not of this one
    bool canStart = false;  ///< an installed daemon was found that startDaemon() can start

    bool operator==(const LinkStatus&) const = default;
};

/** The last thing that went wrong; shown until dismissed or until the next request. */
struct Problem
{
    juce::String code; ///< the protocol's code, or "local"
    juce::String sentence;
    juce::String wayOut;
    juce::String field; ///< the draft's field at fault, or empty

    bool any() const { return sentence.isNotEmpty(); }

    bool operator==(const Problem&) const = default;
};

} // namespace tonekiln
