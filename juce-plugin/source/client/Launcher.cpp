#include "Launcher.h"

#if !JUCE_WINDOWS
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;
#endif

namespace tonekiln
{

namespace
{
/** A daemon that nobody started by hand ends itself after so long without clients. */
constexpr auto idleSeconds = "1800";

#if !JUCE_WINDOWS
/** The host's environment, less what would bend another Python's imports. */
std::vector<std::string> environmentFor(const juce::File& home)
{
    std::vector<std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry)
    {
        const juce::String variable{juce::CharPointer_UTF8{*entry}};
        const auto name = variable.upToFirstOccurrenceOf("=", false, false);
        if (!juce::StringArray{"PYTHONHOME", "PYTHONPATH", "LD_PRELOAD", "TONEKILN_HOME",
                               "TONEKILN_EXIT_WHEN_IDLE"}
                 .contains(name))
            variables.emplace_back(*entry);
    }
    variables.push_back("TONEKILN_HOME=" + home.getFullPathName().toStdString());
    variables.push_back(std::string{"TONEKILN_EXIT_WHEN_IDLE="} + idleSeconds);
    return variables;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

int spawnDetached(std::vector<std::string> command, std::vector<std::string> environment,
                  const std::string& log)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    short flags = POSIX_SPAWN_SETSID;
    // The host's files, audio device included, are not the daemon's to hold open.
#if JUCE_MAC
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#elif defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
#endif
    posix_spawnattr_setflags(&attributes, flags);
    pid_t pid = 0;
    const int failed = posix_spawn(&pid, command.front().c_str(), &files, &attributes,
                                   pointersTo(command).data(), pointersTo(environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failed == 0 ? static_cast<int>(pid) : 0;
}
#endif
} // namespace

Launcher::Launcher(juce::File homeFolder)
    : home(std::move(homeFolder))
{
}

bool Launcher::start(const InstallRecord& record)
{
#if JUCE_WINDOWS
    juce::StringArray command;
    for (const auto& word : record.command)
        command.add(juce::String{juce::CharPointer_UTF8{word.c_str()}});
    juce::ChildProcess process;
    return process.start(command, 0);
#else
    const auto folder = home.getChildFile("run");
    folder.createDirectory();
    ::chmod(folder.getFullPathName().toRawUTF8(), 0700);
    pid =
        spawnDetached(record.command, environmentFor(home), log().getFullPathName().toStdString());
    return pid != 0;
#endif
}

bool Launcher::hasEnded()
{
#if JUCE_WINDOWS
    return false;
#else
    int status = 0;
    if (pid != 0 && ::waitpid(pid, &status, WNOHANG) == pid)
        pid = 0;
    return pid == 0;
#endif
}

juce::String Launcher::lastWords() const
{
    const auto lines = juce::StringArray::fromLines(log().loadFileAsString().trimEnd());
    return lines.isEmpty() ? juce::String{} : lines[lines.size() - 1].trim();
}

juce::File Launcher::log() const
{
#if JUCE_WINDOWS
    return home.getChildFile("run/start-plugin.log");
#else
    return home.getChildFile("run/start-" + juce::String{::getpid()} + ".log");
#endif
}

} // namespace tonekiln
