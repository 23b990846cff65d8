// REAPER as far as the road uses it: a project that its documented functions change, with every
// call kept. One at a time: REAPER's functions know no `this`.
#pragma once

#include "timeline/ReaperApi.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

// Only REAPER knows what is in its objects; here that is us.
struct tonekiln::reaper::Project
{
    int number = 1;
};

struct tonekiln::reaper::Track
{
    std::string name, guid;
    bool selected = false;
};

struct tonekiln::reaper::Source
{
    std::string path;
};

struct tonekiln::reaper::Take
{
    Item* item = nullptr;
    std::string name;
    Source* source = nullptr;
};

struct tonekiln::reaper::Item
{
    Track* track = nullptr;
    std::string guid;
    bool selected = false;
    std::map<std::string, double> values;
    std::vector<std::unique_ptr<Take>> takes;
    Take* active = nullptr;
};

namespace tonekiln::test
{

// As COM has it: its interfaces have no destructor, since nobody deletes through them.
JUCE_BEGIN_IGNORE_WARNINGS_GCC_LIKE("-Wnon-virtual-dtor")
class StandInReaper final : public reaper::IReaperHostApplication
{
public:
    StandInReaper();
    ~StandInReaper();

    // Of 4/4 at 120 bpm, and of 3/4 from bar 5 on, unless a test says otherwise.
    std::vector<double> bars;
    double cursor = 0.0, played = 0.0;
    bool playing = false, inFront = true;
    std::pair<double, double> loop, selection;

    std::vector<std::unique_ptr<reaper::Track>> tracks;
    std::vector<std::unique_ptr<reaper::Item>> items;
    reaper::Track master;
    reaper::Track* own = nullptr;      ///< the plugin's track
    reaper::Track* refusing = nullptr; ///< takes no items

    std::vector<std::string> calls, asked;
    std::vector<std::string> undoSteps;
    std::set<std::string> lacking; ///< functions of a REAPER of old
    bool calledOffThread = false;
    int references = 1;
    int sources = 0; ///< alive, and of no take

    reaper::Track& track(const std::string& name, bool selected = false);
    reaper::Item& item(reaper::Track&, bool selected = false);
    int count(const std::string& call) const;
    /** Calls between the undo step's begin and end, and how many changes lay outside of it. */
    int changesOutsideUndo() const;

    Steinberg::tresult PLUGIN_API queryInterface(const Steinberg::TUID, void** object) override;
    Steinberg::uint32 PLUGIN_API addRef() override;
    Steinberg::uint32 PLUGIN_API release() override;
    void* PLUGIN_API getReaperApi(const char* name) override;
    void* PLUGIN_API getReaperParent(Steinberg::uint32 which) override;
    void* PLUGIN_API reaperExtended(Steinberg::uint32, void*, void*, void*) override
    {
        return nullptr;
    }

    StandInReaper& called(const char* name);
    std::string newGuid() { return "{GUID-" + std::to_string(++lastGuid) + "}"; }

private:
    reaper::Project project;
    std::map<std::string, void*> functions;
    const std::thread::id main = std::this_thread::get_id();
    int lastGuid = 0;
};
JUCE_END_IGNORE_WARNINGS_GCC_LIKE

} // namespace tonekiln::test
