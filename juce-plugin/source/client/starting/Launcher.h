// Starting the daemon's process, detached from the host.
// Thread: client thread.
#pragma once

#include "DaemonProcess.h"
#include "client/Home.h"

namespace tonekiln
{

/** One started daemon. It outlives this object and the host. */
class Launcher
{
public:
    explicit Launcher(juce::File home);

    /** Starts the command with TONEKILN_HOME set and a half-hour idle exit.
        @returns false where the process could not be made. Never waits for it. */
    bool start(const InstallRecord&);

    /** Whether the process that start() made has ended. */
    bool hasEnded();

    /** The last line the daemon said while it started, or empty. */
    juce::String lastWords() const;

private:
    juce::File log() const;

    juce::File home;
    DaemonProcess process;
};

} // namespace tonekiln
