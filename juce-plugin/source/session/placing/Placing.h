// Clips on their way onto a timeline: which road, in which order, and how it ended.
// Thread: guarded by the model's lock. Nothing here waits for a DAW: the daemon asks it, or, inside
// REAPER, Session does (timeline/ReaperRoad.h).
#pragma once

#include "client/Client.h"
#include "session/model/Model.h"
#include "timeline/HostRoad.h"
#include "timeline/ReaperRoad.h"

#include <deque>

namespace tonekiln
{

/** One clip that is to be placed. */
struct Wanted
{
    juce::String clipId;  ///< on the shelf
    juce::String version; ///< the clip itself, or its refit at the host's tempo
    juce::String track;   ///< by name; empty: where the road puts clips
    std::optional<Placed> inPlaceOf;
};

class Placing
{
public:
    Placing(Model&, Client&, HostRoad);

    /** @param inReaper whether the host itself is the road */
    PlacingState state(bool inReaper) const;

    /** Whether anything is on its way or about to be. */
    bool busy() const { return !waiting.empty() || underWay.has_value(); }

    /** By the daemon, one after the other at one spot. What cannot be becomes the problem. */
    void start(std::vector<Wanted>, Spot);

    /** Several go to one spot, each onto a track of its own: layers are what they are. */
    reaper::Order reaperOrder(const Wanted&) const;
    void endedInReaper(const std::vector<Wanted>&,
                       const std::variant<std::vector<Placed>, NotPlaced>&);

    /** Roads are looked at anew now and then while somebody may want one. */
    void look(bool editorOpen);
    void lookNow();

    /** @returns whether the message was about placing */
    bool take(const Message&, const Message& request);
    bool undeliverable(const Message& request);

    /** Clips placed by take() since last asked: they play on the timeline now. */
    std::vector<juce::String> takePlaced() { return std::exchange(justPlaced, {}); }

    /** Something else is done: how the last placement ended is not said any more. */
    void clearOutcome() { said = {}; }
    /** A person asks for something new: nor is what last went wrong. */
    void forgetOutcome();

private:
    void sendNext();
    void chooseRoad();
    void takeRoads(const Json&);
    void takePlaced(const Json&);
    void arrived(const Wanted&, const Placed&);
    void fail(const NotPlaced&);
    void finish();

    Model& model;
    Client& client;
    const HostRoad host;
    std::vector<RoadRow> roads;
    bool looking = false;
    std::uint32_t lookedAt = 0;

    std::deque<Wanted> waiting;
    std::optional<std::string> underWay; ///< the request that places the first of `waiting`
    Spot spot;
    juce::String road; ///< chosen for what is waiting; empty: roads are looked at first
    std::size_t asked = 0;
    std::vector<Placed> done;
    std::vector<juce::String> justPlaced;
    juce::String said;

    JUCE_DECLARE_NON_COPYABLE(Placing)
};

} // namespace tonekiln
