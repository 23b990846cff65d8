#include "StandInReaper.h"

#include "StandInFunctions.h"

#include <algorithm>
#include <stdexcept>

namespace tonekiln::test
{

namespace
{
using namespace tonekiln::reaper;

constexpr Steinberg::TUID unknownId = INLINE_UID(0x00000000, 0x00000000, 0xC0000000, 0x00000046);
} // namespace

StandInReaper::StandInReaper()
{
    if (std::exchange(currentReaper(), this) != nullptr)
        throw std::logic_error("one REAPER at a time");
    for (int bar = 0; bar <= 20; ++bar)
        bars.push_back(bar < 4 ? bar * 2.0 : 8.0 + (bar - 4) * 1.5);
    functions = standInFunctions();
}

StandInReaper::~StandInReaper()
{
    for (auto& one : items)
        for (auto& take : one->takes)
            delete take->source;
    currentReaper() = nullptr;
}

Track& StandInReaper::track(const std::string& name, bool selected)
{
    tracks.push_back(std::make_unique<Track>());
    tracks.back()->name = name;
    tracks.back()->selected = selected;
    return *tracks.back();
}

Item& StandInReaper::item(Track& on, bool selected)
{
    items.push_back(std::make_unique<Item>());
    items.back()->track = &on;
    items.back()->guid = newGuid();
    items.back()->selected = selected;
    return *items.back();
}

int StandInReaper::count(const std::string& call) const
{
    return static_cast<int>(std::count(calls.begin(), calls.end(), call));
}

int StandInReaper::changesOutsideUndo() const
{
    static const std::set<std::string> changes{
        "InsertTrackAtIndex", "AddMediaItemToTrack",     "SetMediaItemInfo_Value",
        "AddTakeToMediaItem", "SetMediaItemTake_Source", "SetActiveTake",
        "SetTrackSelected",   "SelectAllMediaItems",     "SetMediaItemSelected"};
    int outside = 0;
    bool inside = false;
    for (const auto& call : calls)
    {
        if (call == "Undo_BeginBlock2" || call == "Undo_EndBlock2")
            inside = call == "Undo_BeginBlock2";
        else if (!inside && changes.count(call) > 0)
            ++outside;
    }
    return outside;
}

Steinberg::tresult StandInReaper::queryInterface(const Steinberg::TUID id, void** object)
{
    const bool known = Steinberg::FUnknownPrivate::iidEqual(id, hostApplicationId) ||
                       Steinberg::FUnknownPrivate::iidEqual(id, unknownId);
    *object = known ? this : nullptr;
    if (known)
        addRef();
    return known ? Steinberg::kResultOk : Steinberg::kNoInterface;
}

Steinberg::uint32 StandInReaper::addRef()
{
    return static_cast<Steinberg::uint32>(++references);
}

Steinberg::uint32 StandInReaper::release()
{
    return static_cast<Steinberg::uint32>(--references);
}

void* StandInReaper::getReaperApi(const char* name)
{
    asked.push_back(name);
    const auto found = functions.find(name);
    return found == functions.end() || lacking.count(name) > 0 ? nullptr : found->second;
}

void* StandInReaper::getReaperParent(Steinberg::uint32 which)
{
    calledOffThread = calledOffThread || std::this_thread::get_id() != main;
    if (which == parent::project)
        return &project;
    return which == parent::track ? own : nullptr;
}

StandInReaper& StandInReaper::called(const char* name)
{
    calledOffThread = calledOffThread || std::this_thread::get_id() != main;
    calls.push_back(name);
    return *this;
}

} // namespace tonekiln::test
