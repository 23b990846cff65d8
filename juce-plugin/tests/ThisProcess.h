// What a test asks of its own process, on any system.
#pragma once

#include <juce_core/juce_core.h>

#include <cstdlib>
#include <fstream>

#if JUCE_WINDOWS
#include <windows.h>

#include <psapi.h>
#else
#include <unistd.h>
#endif

namespace tonekiln::test
{

/** A variable of the environment for as long as this lives; there is none of that name after. */
class Variable
{
public:
    Variable(juce::String called, const juce::String& value)
        : name(std::move(called))
    {
#if JUCE_WINDOWS
        SetEnvironmentVariableW(name.toWideCharPointer(), value.toWideCharPointer());
#else
        setenv(name.toRawUTF8(), value.toRawUTF8(), 1);
#endif
    }
    ~Variable()
    {
#if JUCE_WINDOWS
        SetEnvironmentVariableW(name.toWideCharPointer(), nullptr);
#else
        unsetenv(name.toRawUTF8());
#endif
    }

private:
    juce::String name;
};

/** What of its memory is in the machine's. */
inline double residentMegabytes()
{
#if JUCE_WINDOWS
    PROCESS_MEMORY_COUNTERS counters{};
    GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters);
    return static_cast<double>(counters.WorkingSetSize) / 1.0e6;
#else
    std::ifstream file{"/proc/self/statm"};
    long total = 0, resident = 0;
    file >> total >> resident;
    return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / 1.0e6;
#endif
}

} // namespace tonekiln::test
