// Which roads onto a timeline fit the program that this plugin runs in, and which is taken.
// Thread: pure functions, any.
#pragma once

#include "editor/state/Placing.h"

#include <juce_audio_processors/juce_audio_processors.h>

namespace tonekiln
{

/** The program around the plugin, as far as placing cares. */
struct HostRoad
{
    bool any = true;    ///< an unknown host, or none: whichever road is open
    juce::String road;  ///< the one of a known host; empty where it has none
    juce::String title; ///< what that host is called
};

HostRoad hostRoad(juce::PluginHostType::HostType, bool standalone);
/** Of the program that this code runs in. */
HostRoad hostRoad(bool standalone);

/** The best open road that fits, or null. */
const RoadRow* bestOpen(const std::vector<RoadRow>&, const HostRoad&);

/** What a person hears who wants to place a clip where no road is open. */
NotPlaced noRoad(const std::vector<RoadRow>&, const HostRoad&);

} // namespace tonekiln
