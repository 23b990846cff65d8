// Where Tonekiln keeps its state, and the two files in it that concern the plugin.
// Thread: pure functions and files; any thread but the audio thread.
#pragma once

#include <juce_core/juce_core.h>

#include <optional>
#include <string>
#include <vector>

namespace tonekiln
{

/** TONEKILN_HOME, or the platform's folder for a user's application data. */
juce::File tonekilnHome();

/** Makes it, with those above it, and closes it to other users of the machine.
    @returns false where it could not be made */
bool makePrivateFolder(const juce::File&);

/** What run/connection.json holds: where the daemon listens and the keys that it admits. */
struct Connection
{
    std::string endpoint;
    std::string serverKey;
    std::string clientPublic;
    std::string clientSecret;
    int pid = 0;

    bool operator==(const Connection&) const = default;

    /** The daemon is on another machine, so that paths mean nothing to it. */
    bool remote() const;

    /** False when its process is known to be gone; true says nothing for sure. */
    bool processMayLive() const;
};

/** Nothing when there is no file or it makes no sense. */
std::optional<Connection> readConnection(const juce::File& home);

/** What install.json holds: how to start the daemon. Written by the command line into the home, and
    by an installer for everybody into a folder of the machine's. */
struct InstallRecord
{
    std::vector<std::string> command;
    std::string version;
};

/** Where an installer for everybody puts its record; no file where installers are for one user. */
juce::File machineInstallRecord();

/** The home's, or the machine's where the home has none or its program has gone. */
std::optional<InstallRecord> readInstallRecord(const juce::File& home,
                                               const juce::File& machines = machineInstallRecord());

} // namespace tonekiln
