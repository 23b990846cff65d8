// Windows and macOS alike: once the host has the focus keys go to it by themselves, and JUCE hands
// on what nothing of ours wanted.
#include "HostWindow.h"

#if JUCE_MAC || JUCE_WINDOWS

namespace tonekiln::hostwindow
{

void askForNoKeys(juce::ComponentPeer&) {}

void takeKeyboard(juce::ComponentPeer&) {}

bool takeBack(juce::ComponentPeer&)
{
    return false;
}

bool handOn(juce::ComponentPeer&, const juce::KeyPress&)
{
    return false;
}

} // namespace tonekiln::hostwindow

#endif
