// The message thread's loop, run for a while: what JUCE's modal loops do where they are permitted,
// which they are not in a plugin.
#pragma once

#include "JuceReleases.h"

#if JUCE_MAC
#include <CoreFoundation/CoreFoundation.h>
#endif

namespace tonekiln
{

inline void pump(int milliseconds)
{
#if JUCE_MAC
    CFRunLoopRunInMode(kCFRunLoopDefaultMode, milliseconds / 1000.0, false);
#else
    const auto end = juce::Time::getMillisecondCounter() + static_cast<juce::uint32>(milliseconds);
    do
        if (!juces::dispatchNextMessageOnSystemQueue(true))
            juce::Thread::sleep(1);
    while (juce::Time::getMillisecondCounter() < end);
#endif
}

} // namespace tonekiln
