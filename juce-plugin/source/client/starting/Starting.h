// The one attempt to start a daemon: begun, waited for, given up.
// Thread: client thread.
#pragma once

#include "Launcher.h"

#include <chrono>

namespace tonekiln
{

class Starting
{
public:
    enum class Outcome
    {
        waiting, ///< for the started process, or for the next attempt to be due
        begun,
        notInstalled, ///< no record says how
        cannotStart,
        gaveUp ///< it ended, or took too long
    };

    explicit Starting(juce::File homeFolder)
        : home(homeFolder)
        , launcher(std::move(homeFolder))
    {
    }

    /** One step. @param failedBefore whether the last attempt failed: the next then waits a
        while. @param urgent a person asks for it now */
    Outcome step(bool failedBefore, bool urgent);

    bool underWay() const { return launched; }
    /** It answers, or nobody waits for it any more. */
    void over() { launched = false; }
    /** What the daemon said at its end. */
    juce::String lastWords() const { return launcher.lastWords(); }

private:
    using Clock = std::chrono::steady_clock;

    juce::File home;
    Launcher launcher;
    Clock::time_point launchedAt;
    bool launched = false;
};

} // namespace tonekiln
