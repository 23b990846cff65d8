#define JUCE_GUI_BASICS_INCLUDE_XHEADERS 1
#include "UnfinishedDrag.h"

#include "HeldEvents.h"

#include <juce_gui_basics/juce_gui_basics.h>

#if JUCE_LINUX || JUCE_BSD

namespace tonekiln
{

void giveUpUnfinishedDrag()
{
    auto* windows = juce::XWindowSystem::getInstance();
    if (auto* display = windows->getDisplay())
    {
        auto& x11 = *juce::X11Symbols::getInstance();
        x11.xSetSelectionOwner(display, windows->getAtoms().XdndSelection, None, CurrentTime);
        x11.xSync(display, False);
        handleHeldEvents();
    }
}

} // namespace tonekiln

#else

namespace tonekiln
{

void giveUpUnfinishedDrag() {}

} // namespace tonekiln

#endif
