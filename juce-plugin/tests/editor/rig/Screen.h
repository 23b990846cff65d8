// A real window, for what only a window can do: have the keyboard.
// Thread: message thread.
#pragma once

#include <catch2/catch.hpp>
#include <juce_gui_basics/juce_gui_basics.h>

#if JUCE_LINUX
#include <dlfcn.h>
#endif

namespace tonekiln
{

/** Lets X's errors pass, as JUCE does in an application of its own; else they end the process. */
inline void tolerateX11Errors()
{
#if JUCE_LINUX
    using Handler = int (*)(void*, void*);
    using SetHandler = Handler (*)(Handler);
    if (auto* x11 = dlopen("libX11.so.6", RTLD_NOW))
        if (auto* set = reinterpret_cast<SetHandler>(dlsym(x11, "XSetErrorHandler")))
            set([](void*, void*) { return 0; });
#endif
}

/** Whether there is no screen, and says what is skipped for it; on one, X's errors end nothing. */
inline bool noScreenFor(const char* what)
{
    if (juce::Desktop::getInstance().getDisplays().getPrimaryDisplay() == nullptr)
    {
        WARN("skipped: no screen for " << what);
        return true;
    }
    tolerateX11Errors();
    return false;
}

} // namespace tonekiln
