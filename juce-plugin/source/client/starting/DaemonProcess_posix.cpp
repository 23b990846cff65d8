#include "DaemonProcess.h"

#if !JUCE_WINDOWS

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace tonekiln
{

namespace
{
std::vector<std::string> environment(const juce::StringArray& without,
                                     const DaemonProcess::Variables& with)
{
    std::vector<std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry)
    {
        const juce::String variable{juce::CharPointer_UTF8{*entry}};
        if (!without.contains(variable.upToFirstOccurrenceOf("=", false, false)))
            variables.emplace_back(*entry);
    }
    for (const auto& [name, value] : with)
        variables.push_back((name + "=" + value).toStdString());
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

pid_t spawnDetached(std::vector<std::string> command, std::vector<std::string> variables,
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
                                   pointersTo(command).data(), pointersTo(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failed == 0 ? pid : 0;
}
} // namespace

struct DaemonProcess::Handle
{
    pid_t pid = 0; ///< 0 when nothing was started or it was seen to end
};

DaemonProcess::DaemonProcess()
    : handle(std::make_unique<Handle>())
{
}

DaemonProcess::~DaemonProcess() = default;

bool DaemonProcess::start(const std::vector<std::string>& command, const juce::StringArray& without,
                          const Variables& with, const juce::File& log)
{
    handle->pid =
        spawnDetached(command, environment(without, with), log.getFullPathName().toStdString());
    return handle->pid != 0;
}

bool DaemonProcess::hasEnded()
{
    int status = 0;
    if (handle->pid != 0 && ::waitpid(handle->pid, &status, WNOHANG) == handle->pid)
        handle->pid = 0;
    return handle->pid == 0;
}

bool processMayLive(int pid)
{
    return pid <= 0 || ::kill(pid, 0) == 0 || errno == EPERM;
}

int ownProcess()
{
    return static_cast<int>(::getpid());
}

} // namespace tonekiln

#endif
