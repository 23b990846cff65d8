// A process on its own: it outlives the host, and holds nothing of the host's open.
// Each system has its source: _posix and _windows.
#pragma once

#include <juce_core/juce_core.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tonekiln
{

class DaemonProcess
{
public:
    /** A name and what it is set to. */
    using Variables = std::vector<std::pair<juce::String, juce::String>>;

    DaemonProcess();
    ~DaemonProcess();

    /** Starts a program without a window. The one before, if any, runs on unseen.

        It is in none of the host's jobs or sessions, and its folder is none of the host's.
        @param command the program's whole path, then its arguments
        @param without variables of the host's environment that it is not given
        @param with those that it is
        @param log takes what it says; made anew
        @returns false where it could not be made. Never waits for it. */
    bool start(const std::vector<std::string>& command, const juce::StringArray& without,
               const Variables& with, const juce::File& log);

    /** Whether the process that start() made has ended; true where none was made. */
    bool hasEnded();

private:
    struct Handle;
    std::unique_ptr<Handle> handle;
};

/** False when no process has this number any more; true says nothing for sure. */
bool processMayLive(int pid);

int ownProcess();

} // namespace tonekiln
