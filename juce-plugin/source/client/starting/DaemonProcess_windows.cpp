// Windows. What a host starts it may hold in a job object that ends with it, and give its handles,
// its console and the folder that it runs in to.
#include "DaemonProcess.h"

#if JUCE_WINDOWS

#include <windows.h>

#include <algorithm>
#include <array>

namespace tonekiln
{

namespace
{
struct Closing
{
    void operator()(void* handle) const { CloseHandle(handle); }
};
using OwnedHandle = std::unique_ptr<void, Closing>;

std::wstring wide(const juce::String& text)
{
    return text.toWideCharPointer();
}

std::wstring wide(const std::string& utf8)
{
    return wide(juce::String{juce::CharPointer_UTF8{utf8.c_str()}});
}

/** An argument as the C runtime's parser takes it apart again. */
std::wstring quoted(const std::wstring& argument)
{
    std::wstring text{L"\""};
    std::size_t slashes = 0;
    for (const auto letter : argument)
    {
        if (letter == L'"')
            text.append(slashes + 1, L'\\'); // each that was there, and one for the quote
        slashes = letter == L'\\' ? slashes + 1 : 0;
        text += letter;
    }
    return text.append(slashes, L'\\') + L"\"";
}

std::wstring commandLine(const std::vector<std::string>& command)
{
    std::wstring line;
    for (const auto& word : command)
        line += (line.empty() ? L"" : L" ") + quoted(wide(word));
    return line;
}

bool isAmong(const juce::StringArray& names, const std::wstring& name)
{
    return names.contains(juce::String{name.c_str()}, true);
}

std::wstring nameIn(const std::wstring& entry)
{
    return entry.substr(0, entry.find(L'=', 1)); // a drive's folder is called "=C:"
}

/** One after the other by name, each ended by a zero, as CreateProcess wants them. */
std::wstring environment(const juce::StringArray& without, const DaemonProcess::Variables& with)
{
    std::vector<std::wstring> entries;
    if (auto* hosts = GetEnvironmentStringsW())
    {
        for (const auto* entry = hosts; *entry != 0; entry += std::wcslen(entry) + 1)
            if (!isAmong(without, nameIn(entry)))
                entries.emplace_back(entry);
        FreeEnvironmentStringsW(hosts);
    }
    for (const auto& [name, value] : with)
        entries.push_back(wide(name) + L"=" + wide(value));
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& one, const auto& other)
                     {
                         return CompareStringOrdinal(nameIn(one).c_str(), -1, nameIn(other).c_str(),
                                                     -1, TRUE) == CSTR_LESS_THAN;
                     });
    std::wstring block;
    for (const auto& entry : entries)
        block.append(entry).push_back(L'\0');
    block.push_back(L'\0');
    return block;
}

/** For the child to inherit. */
OwnedHandle opened(const std::wstring& path, DWORD access, DWORD how)
{
    SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
    const auto shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    auto* file = CreateFileW(path.c_str(), access, static_cast<DWORD>(shared), &inherited, how,
                             FILE_ATTRIBUTE_NORMAL, nullptr);
    return OwnedHandle{file == INVALID_HANDLE_VALUE ? nullptr : file};
}

/** The handles that a child is given, and no other of the host's. */
class Inheritance
{
public:
    explicit Inheritance(std::array<HANDLE, 2> given)
        : handles(given)
    {
        SIZE_T bytes = 0;
        InitializeProcThreadAttributeList(nullptr, 1, 0, &bytes);
        memory.resize(bytes);
        whole = InitializeProcThreadAttributeList(list(), 1, 0, &bytes) != FALSE;
        whole = whole && UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                                   handles.data(), sizeof handles, nullptr,
                                                   nullptr) != FALSE;
    }
    ~Inheritance()
    {
        if (whole)
            DeleteProcThreadAttributeList(list());
    }
    Inheritance(const Inheritance&) = delete;
    Inheritance& operator=(const Inheritance&) = delete;

    explicit operator bool() const { return whole; }
    LPPROC_THREAD_ATTRIBUTE_LIST list()
    {
        return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory.data());
    }

private:
    std::array<HANDLE, 2> handles;
    std::vector<char> memory;
    bool whole = false;
};

OwnedHandle created(const std::wstring& program, std::wstring line, std::wstring variables,
                    const std::wstring& folder, STARTUPINFOEXW& with)
{
    constexpr DWORD always = CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP |
                             CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT;
    // A job that lets nobody out refuses to: then it stays in it, better than none.
    for (const DWORD more : {DWORD{CREATE_BREAKAWAY_FROM_JOB}, DWORD{0}})
    {
        PROCESS_INFORMATION made{};
        if (CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE, always | more,
                           variables.data(), folder.c_str(), &with.StartupInfo, &made) != FALSE)
        {
            CloseHandle(made.hThread);
            return OwnedHandle{made.hProcess};
        }
        if (GetLastError() != ERROR_ACCESS_DENIED)
            break;
    }
    return nullptr;
}
} // namespace

struct DaemonProcess::Handle
{
    OwnedHandle process;
};

DaemonProcess::DaemonProcess()
    : handle(std::make_unique<Handle>())
{
}

DaemonProcess::~DaemonProcess() = default;

bool DaemonProcess::start(const std::vector<std::string>& command, const juce::StringArray& without,
                          const Variables& with, const juce::File& log)
{
    handle->process.reset();
    const auto said = opened(wide(log.getFullPathName()), GENERIC_WRITE, CREATE_ALWAYS);
    const auto nothing = opened(L"NUL", GENERIC_READ, OPEN_EXISTING);
    if (said == nullptr || nothing == nullptr)
        return false;
    Inheritance inheritance{{said.get(), nothing.get()}};
    if (!inheritance)
        return false;
    STARTUPINFOEXW startup{};
    startup.StartupInfo.cb = sizeof startup;
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdInput = nothing.get();
    startup.StartupInfo.hStdOutput = said.get();
    startup.StartupInfo.hStdError = said.get();
    startup.lpAttributeList = inheritance.list();
    // A folder that a process runs in cannot be moved or removed: not one of the host's.
    const auto folder = wide(log.getParentDirectory().getFullPathName());
    handle->process = created(wide(command.front()), commandLine(command),
                              environment(without, with), folder, startup);
    return handle->process != nullptr;
}

bool DaemonProcess::hasEnded()
{
    return handle->process == nullptr ||
           WaitForSingleObject(handle->process.get(), 0) == WAIT_OBJECT_0;
}

bool processMayLive(int pid)
{
    if (pid <= 0)
        return true;
    const OwnedHandle process{OpenProcess(SYNCHRONIZE, FALSE, static_cast<DWORD>(pid))};
    if (process == nullptr)
        return GetLastError() != ERROR_INVALID_PARAMETER; // which is: there is no such process
    return WaitForSingleObject(process.get(), 0) == WAIT_TIMEOUT;
}

int ownProcess()
{
    return static_cast<int>(GetCurrentProcessId());
}

} // namespace tonekiln

#endif
