// Tracks, items and takes of a REAPER project.
// Thread: REAPER's main thread.
#pragma once

#include "ReaperApi.h"
#include "ReaperRoad.h"

namespace tonekiln::reaper
{

class Items
{
public:
    Items(const Functions& functions, Project* of)
        : call(functions)
        , project(of)
    {
    }

    /** Null where no item has that id (any more). */
    Item* withId(const juce::String& id) const;
    Track* trackNamed(const juce::String& name) const;
    bool isTrack(const Track*) const;

    /** At the end of the project, which must be the one in front. */
    Track* makeTrack(const juce::String& name) const;
    /** An empty, coloured item without fades, or null where REAPER makes none on this track. */
    Item* makeItem(Track*, double time) const;
    /** Puts the source into the item as its newest take, which is the one that plays. */
    void addTake(Item*, Source*, const Order&) const;

    juce::String idOf(Item*) const;
    juce::String nameOf(Track*) const;

private:
    const Functions& call;
    Project* project;
};

} // namespace tonekiln::reaper
