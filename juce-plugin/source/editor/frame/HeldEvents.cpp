#define JUCE_GUI_BASICS_INCLUDE_XHEADERS 1
#include "HeldEvents.h"

#include "../../JuceReleases.h"

#if JUCE_LINUX || JUCE_BSD

namespace tonekiln
{

void handleHeldEvents()
{
    if (auto* display = juce::XWindowSystem::getInstance()->getDisplay())
        juce::LinuxEventLoopInternal::invokeEventLoopCallbackForFd(
            juce::X11Symbols::getInstance()->xConnectionNumber(display));
}

} // namespace tonekiln

#else

namespace tonekiln
{

void handleHeldEvents() {}

} // namespace tonekiln

#endif
