// The road into REAPER from inside its own process: what a placement does there is the same as in
// bridge/tonekiln/timeline/scripts/reaper/road.lua, but that a single clip goes to the plugin's own
// track and several are one undo step.
//
// Who may enter:
//   host's setup thread  connect; REAPER calls it on its main thread.
//   that same thread     place. On any other the road is closed.
#pragma once

#include "Spot.h"

#include <atomic>
#include <memory>
#include <thread>
#include <variant>
#include <vector>

namespace Steinberg
{
class FUnknown;
}

namespace tonekiln::reaper
{

/** What is to be placed. */
struct Order
{
    juce::String path, name;
    double seconds = 0.0;
    bool loops = false;        ///< its end meets its start: pulled longer it goes round
    bool followsTempo = false; ///< its length is musical: it may be stretched with the song
    juce::String track;        ///< by name, made where there is none; empty: the plugin's own
    juce::String replacing;    ///< an earlier placement's item: becomes its next take
};

class Road
{
public:
    Road();
    ~Road();

    /** Looks whether the host is REAPER. @param hostContext may be null: no host any more */
    void connect(Steinberg::FUnknown* hostContext);

    /** Whether the host is REAPER and this its thread. */
    bool open() const;

    /** Places all of them at one spot, or none. */
    std::variant<std::vector<Placed>, NotPlaced> place(const std::vector<Order>&, Spot);

private:
    struct Host;

    std::unique_ptr<Host> host;
    std::atomic<std::thread::id> home; ///< REAPER's main thread; no thread: closed

    JUCE_DECLARE_NON_COPYABLE(Road)
};

} // namespace tonekiln::reaper
