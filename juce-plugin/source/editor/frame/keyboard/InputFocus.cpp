#include "InputFocus.h"

#include "HostWindow.h"

namespace tonekiln
{

namespace
{
constexpr int mostTakenBack = 3;

/** A host that gives the focus to its plugins whenever it gets it is not fought without end. */
constexpr int mostGives = 3;
constexpr juce::uint32 afreshAfterMs = 1000;
constexpr juce::uint32 settlesWithinMs = 400;

juce::uint32 now()
{
    return juce::Time::getMillisecondCounter();
}
} // namespace

void InputFocus::clicked()
{
    told = nullptr;
    takenFromHost = 0;
    gives = 0;
}

void InputFocus::give()
{
    auto* peer = window.getPeer();
    if (peer == nullptr)
        return;
    if (peer == told && !toldOurs)
    {
        // JUCE and hosts move the focus for a while: until then keys come here and are handed on.
        if (!settled && now() - gaveAt > settlesWithinMs)
        {
            settled = true;
            hostwindow::askForNoKeys(*peer);
        }
        return;
    }
    if (now() - gaveAt > afreshAfterMs)
        gives = 0;
    if (++gives > mostGives)
        return take(); // the keys come here all the same, and are handed on one by one
    gaveAt = now();
    told = peer;
    toldOurs = settled = false;
    hostwindow::takeKeyboard(*peer);
    hostwindow::giveKeyboard(*peer);
}

void InputFocus::take()
{
    auto* peer = window.getPeer();
    if (peer == nullptr || (peer == told && toldOurs))
        return;
    told = peer;
    toldOurs = true;
    hostwindow::takeKeyboard(*peer);
}

void InputFocus::takeBackFromHost()
{
    auto* peer = window.getPeer();
    if (peer != nullptr && takenFromHost < mostTakenBack && hostwindow::takeBack(*peer))
        ++takenFromHost;
}

} // namespace tonekiln
