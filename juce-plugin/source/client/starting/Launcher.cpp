#include "Launcher.h"

namespace tonekiln
{

namespace
{
/** A daemon that nobody started by hand ends itself after so long without clients. */
constexpr auto idleSeconds = "1800";

/** What would bend another Python's imports, and what the daemon is told anew. */
juce::StringArray notTheHosts()
{
    return {"PYTHONHOME", "PYTHONPATH", "LD_PRELOAD", "TONEKILN_HOME", "TONEKILN_EXIT_WHEN_IDLE"};
}
} // namespace

Launcher::Launcher(juce::File homeFolder)
    : home(std::move(homeFolder))
{
}

bool Launcher::start(const InstallRecord& record)
{
    makePrivateFolder(log().getParentDirectory());
    const DaemonProcess::Variables told{{"TONEKILN_HOME", home.getFullPathName()},
                                        {"TONEKILN_EXIT_WHEN_IDLE", idleSeconds}};
    return process.start(record.command, notTheHosts(), told, log());
}

bool Launcher::hasEnded()
{
    return process.hasEnded();
}

juce::String Launcher::lastWords() const
{
    const auto lines = juce::StringArray::fromLines(log().loadFileAsString().trimEnd());
    return lines.isEmpty() ? juce::String{} : lines[lines.size() - 1].trim();
}

juce::File Launcher::log() const
{
    return home.getChildFile("run/start-" + juce::String{ownProcess()} + ".log");
}

} // namespace tonekiln
