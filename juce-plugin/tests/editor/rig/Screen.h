// A real window, for what only a window can do: have the keyboard.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#if JUCE_LINUX
#include <dlfcn.h>
#endif

namespace tonekiln
{

/** Whether there is a screen to open a window on. */
inline bool hasScreen()
{
    return juce::Desktop::getInstance().getDisplays().getPrimaryDisplay() != nullptr;
}

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

} // namespace tonekiln
