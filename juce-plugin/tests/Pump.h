// The message thread's loop, run for a while: what JUCE's modal loops do where they are permitted,
// which they are not in a plugin.
#pragma once

#include <juce_events/juce_events.h>

#if JUCE_MAC
#include <CoreFoundation/CoreFoundation.h>
#elif JUCE_MAJOR_VERSION >= 8
namespace juce::detail
{
bool dispatchNextMessageOnSystemQueue(bool returnIfNoPendingMessages);
}
#else
namespace juce
{
bool dispatchNextMessageOnSystemQueue(bool returnIfNoPendingMessages);
}
#endif

namespace tonekiln
{

inline void pump(int milliseconds)
{
#if JUCE_MAC
    CFRunLoopRunInMode(kCFRunLoopDefaultMode, milliseconds / 1000.0, false);
#else
#if JUCE_MAJOR_VERSION >= 8
    using juce::detail::dispatchNextMessageOnSystemQueue;
#else
    using juce::dispatchNextMessageOnSystemQueue;
#endif
    const auto end = juce::Time::getMillisecondCounter() + static_cast<juce::uint32>(milliseconds);
    do
        if (!dispatchNextMessageOnSystemQueue(true))
            juce::Thread::sleep(1);
    while (juce::Time::getMillisecondCounter() < end);
#endif
}

} // namespace tonekiln
