#include "LinkWords.h"

namespace tonekiln
{

namespace
{
LinkStatus say(Link link, juce::String sentence, juce::String wayOut = {})
{
    LinkStatus status;
    status.link = link;
    status.sentence = std::move(sentence);
    status.wayOut = std::move(wayOut);
    return status;
}

LinkStatus noDaemon(const juce::String& detail)
{
    if (detail == linkDetail::notInstalled)
        return say(Link::noDaemon, "Tonekiln's sound engine is not installed here.",
                   "In a terminal: pip install tonekiln, then: tonekiln doctor");
    return say(Link::noDaemon, "The sound engine is not running.",
               "It starts with your first request.");
}

LinkStatus connecting(const juce::String& detail)
{
    if (detail == linkDetail::gone)
        return say(Link::connecting, "The sound engine has stopped.",
                   "A new request starts it again.");
    if (detail == linkDetail::silent)
        return say(Link::connecting, "The sound engine does not answer.",
                   "Waiting for it; if this lasts: tonekiln doctor");
    return say(Link::connecting, "Connecting to the sound engine...");
}

LinkStatus failed(const juce::String& detail)
{
    if (detail == linkDetail::otherVersion)
        return say(Link::failed, "The sound engine and this plugin are of different versions.",
                   "Update the older one: pip install --upgrade tonekiln");
    if (detail == linkDetail::cannotStart)
        return say(Link::failed, "The sound engine could not be started.",
                   "In a terminal: tonekiln doctor");
    return say(Link::failed, "The sound engine did not start: " + detail,
               "In a terminal: tonekiln doctor");
}

LinkStatus ready(const juce::String& version)
{
    auto status = say(Link::ready, "Connected.");
    status.daemonVersion = version;
    return status;
}
} // namespace

LinkStatus describeLink(Link link, const juce::String& detail)
{
    switch (link)
    {
    case Link::idle:
        return say(Link::idle, "Ready when you are.");
    case Link::noDaemon:
        return noDaemon(detail);
    case Link::starting:
        return say(Link::starting, "Starting the sound engine...");
    case Link::connecting:
        return connecting(detail);
    case Link::ready:
        return ready(detail);
    case Link::failed:
        return failed(detail);
    }
    return {};
}

} // namespace tonekiln
