#include "HostRoad.h"

namespace tonekiln
{

namespace
{
// Short: both sentences stand in one line of the window.
constexpr const char* byHand = "Drag it over: ";
constexpr const char* onePress = "To place with one press, ";

juce::String roadName(const juce::PluginHostType& host)
{
    if (host.isReaper())
        return "reaper";
    if (host.isArdour())
        return "ardour";
    if (host.isAbletonLive())
        return "live";
    return host.isBitwigStudio() ? "bitwig" : "";
}

HostRoad roadOf(const juce::PluginHostType& host, bool standalone)
{
    const bool unknown = host.type == juce::PluginHostType::UnknownHost;
    if (standalone || unknown)
        return {};
    return {false, roadName(host), juce::String{host.getHostDescription()}};
}

/** The one command that opens the road, or what else to do. */
juce::String openedBy(const RoadRow& road)
{
    if (road.says.startsWith("tonekiln "))
        return "once: " + road.says;
    return "switch on Tonekiln's script in " + road.title;
}
} // namespace

HostRoad hostRoad(juce::PluginHostType::HostType type, bool standalone)
{
    juce::PluginHostType host;
    host.type = type;
    return roadOf(host, standalone);
}

HostRoad hostRoad(bool standalone)
{
    return roadOf(juce::PluginHostType{}, standalone);
}

const RoadRow* bestOpen(const std::vector<RoadRow>& roads, const HostRoad& host)
{
    const auto found = std::find_if(roads.begin(), roads.end(),
                                    [&](const RoadRow& road)
                                    { return road.open && (host.any || road.name == host.road); });
    return found == roads.end() ? nullptr : &*found;
}

NotPlaced noRoad(const std::vector<RoadRow>& roads, const HostRoad& host)
{
    const juce::String drag{byHand}, press{onePress};
    if (host.any)
        return {drag + "no DAW listens for clips yet.", press + "once: tonekiln daw install DAW"};
    if (host.road.isEmpty())
        return {drag + host.title + " takes clips by hand only.", {}};
    const auto own = std::find_if(roads.begin(), roads.end(),
                                  [&](const RoadRow& road) { return road.name == host.road; });
    const auto way =
        own != roads.end() ? openedBy(*own) : "once: tonekiln daw install " + host.road;
    return {drag + host.title + " does not listen for clips yet.", press + way};
}

} // namespace tonekiln
