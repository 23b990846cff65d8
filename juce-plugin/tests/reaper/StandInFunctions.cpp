#include "StandInFunctions.h"

#include <algorithm>
#include <cstring>

namespace tonekiln::test
{

StandInReaper*& currentReaper()
{
    static StandInReaper* current = nullptr;
    return current;
}

namespace
{
using namespace tonekiln::reaper;

StandInReaper& now(const char* name)
{
    return currentReaper()->called(name);
}

/** REAPER's way with texts: read into a large buffer, or write from it. */
bool text(std::string& held, char* big, bool set)
{
    if (set)
        held = big;
    else
        std::strcpy(big, held.c_str());
    return true;
}

template <typename Thing>
std::vector<Thing*> chosen(const std::vector<std::unique_ptr<Thing>>& all)
{
    std::vector<Thing*> found;
    for (const auto& one : all)
        if (one->selected)
            found.push_back(one.get());
    return found;
}

template <typename Thing>
Thing* at(const std::vector<Thing*>& all, int index)
{
    return index >= 0 && index < static_cast<int>(all.size()) ? all[static_cast<std::size_t>(index)]
                                                              : nullptr;
}

template <typename Thing>
Thing* at(const std::vector<std::unique_ptr<Thing>>& all, int index)
{
    return index >= 0 && index < static_cast<int>(all.size())
               ? all[static_cast<std::size_t>(index)].get()
               : nullptr;
}

void addTime(Functions& f)
{
    f.GetPlayStateEx = [](Project*) { return now("GetPlayStateEx").playing ? 1 : 0; };
    f.GetPlayPositionEx = [](Project*) { return now("GetPlayPositionEx").played; };
    f.GetCursorPositionEx = [](Project*) { return now("GetCursorPositionEx").cursor; };
    f.SetEditCurPos2 = [](Project*, double time, bool, bool)
    { now("SetEditCurPos2").cursor = time; };
    f.TimeMap_GetMeasureInfo =
        [](Project*, int measure, double*, double*, int* numerator, int* denominator, double* tempo)
    {
        *numerator = *denominator = 4;
        *tempo = 120.0;
        return now("TimeMap_GetMeasureInfo").bars.at(static_cast<std::size_t>(measure));
    };
    f.TimeMap2_timeToBeats = [](Project*, double time, int* measures, int*, double*, int*)
    {
        const auto& bars = now("TimeMap2_timeToBeats").bars;
        const auto next = std::upper_bound(bars.begin(), bars.end(), time);
        *measures = std::max(0, static_cast<int>(next - bars.begin()) - 1);
        return 0.0;
    };
    f.GetSet_LoopTimeRange2 = [](Project*, bool set, bool isLoop, double* start, double* end, bool)
    {
        auto& reaper = now("GetSet_LoopTimeRange2");
        if (set)
            throw std::logic_error("the road must not move anyone's range");
        std::tie(*start, *end) = isLoop ? reaper.loop : reaper.selection;
    };
    f.EnumProjects = [](int, char*, int) -> Project*
    {
        static Project another{2};
        auto& reaper = now("EnumProjects");
        return reaper.inFront ? static_cast<Project*>(reaper.getReaperParent(parent::project))
                              : &another;
    };
}

void addTracks(Functions& f)
{
    f.CountTracks = [](Project*) { return static_cast<int>(now("CountTracks").tracks.size()); };
    f.GetTrack = [](Project*, int index) { return at(now("GetTrack").tracks, index); };
    f.InsertTrackAtIndex = [](int index, bool)
    {
        auto& reaper = now("InsertTrackAtIndex");
        for (auto& other : reaper.tracks)
            other->selected = false; // as REAPER does
        auto made = std::make_unique<Track>();
        made->selected = true;
        reaper.tracks.insert(reaper.tracks.begin() + index, std::move(made));
    };
    f.GetSetMediaTrackInfo_String = [](Track* track, const char* what, char* big, bool set)
    {
        now("GetSetMediaTrackInfo_String");
        return std::strcmp(what, "P_NAME") == 0 && text(track->name, big, set);
    };
    f.CountSelectedTracks = [](Project*)
    { return static_cast<int>(chosen(now("CountSelectedTracks").tracks).size()); };
    f.GetSelectedTrack = [](Project*, int index)
    { return at(chosen(now("GetSelectedTrack").tracks), index); };
    f.SetTrackSelected = [](Track* track, bool yes)
    {
        now("SetTrackSelected");
        track->selected = yes;
    };
}

void addItems(Functions& f)
{
    f.CountMediaItems = [](Project*)
    { return static_cast<int>(now("CountMediaItems").items.size()); };
    f.GetMediaItem = [](Project*, int index) { return at(now("GetMediaItem").items, index); };
    f.CountSelectedMediaItems = [](Project*)
    { return static_cast<int>(chosen(now("CountSelectedMediaItems").items).size()); };
    f.GetSelectedMediaItem = [](Project*, int index)
    { return at(chosen(now("GetSelectedMediaItem").items), index); };
    f.SetMediaItemSelected = [](Item* item, bool yes)
    {
        now("SetMediaItemSelected");
        item->selected = yes;
    };
    f.SelectAllMediaItems = [](Project*, bool yes)
    {
        for (auto& item : now("SelectAllMediaItems").items)
            item->selected = yes;
    };
    f.AddMediaItemToTrack = [](Track* track) -> Item*
    {
        auto& reaper = now("AddMediaItemToTrack");
        if (track == &reaper.master || track == reaper.refusing)
            return nullptr;
        return &reaper.item(*track, true);
    };
    f.GetMediaItemTrack = [](Item* item)
    {
        now("GetMediaItemTrack");
        return item->track;
    };
    f.SetMediaItemInfo_Value = [](Item* item, const char* what, double value)
    {
        now("SetMediaItemInfo_Value");
        item->values[what] = value;
        return true;
    };
    f.GetMediaItemInfo_Value = [](Item* item, const char* what)
    {
        now("GetMediaItemInfo_Value");
        return item->values[what];
    };
    f.GetSetMediaItemInfo_String = [](Item* item, const char* what, char* big, bool set)
    {
        now("GetSetMediaItemInfo_String");
        return std::strcmp(what, "GUID") == 0 && text(item->guid, big, set);
    };
    f.UpdateItemInProject = [](Item*) { now("UpdateItemInProject"); };
}

void addTakes(Functions& f)
{
    f.AddTakeToMediaItem = [](Item* item)
    {
        now("AddTakeToMediaItem");
        item->takes.push_back(std::make_unique<Take>());
        item->takes.back()->item = item;
        return item->takes.back().get();
    };
    f.SetMediaItemTake_Source = [](Take* take, Source* source)
    {
        --now("SetMediaItemTake_Source").sources;
        take->source = source;
        return true;
    };
    f.GetSetMediaItemTakeInfo_String = [](Take* take, const char* what, char* big, bool set)
    {
        now("GetSetMediaItemTakeInfo_String");
        return std::strcmp(what, "P_NAME") == 0 && text(take->name, big, set);
    };
    f.SetActiveTake = [](Take* take)
    {
        now("SetActiveTake");
        take->item->active = take;
    };
    f.PCM_Source_CreateFromFile = [](const char* path) -> Source*
    {
        auto& reaper = now("PCM_Source_CreateFromFile");
        if (!juce::File{juce::String::fromUTF8(path)}.existsAsFile())
            return nullptr;
        ++reaper.sources;
        return new Source{path};
    };
    f.PCM_Source_Destroy = [](Source* source)
    {
        --now("PCM_Source_Destroy").sources;
        delete source;
    };
}

void addRest(Functions& f)
{
    f.ColorToNative = [](int red, int green, int blue)
    {
        now("ColorToNative");
        return red | green << 8 | blue << 16;
    };
    f.Undo_BeginBlock2 = [](Project*) { now("Undo_BeginBlock2"); };
    f.Undo_EndBlock2 = [](Project*, const char* name, int)
    { now("Undo_EndBlock2").undoSteps.push_back(name); };
    f.PreventUIRefresh = [](int) { now("PreventUIRefresh"); };
    f.UpdateArrange = []() { now("UpdateArrange"); };
}

template <typename Function>
void* pointerTo(Function* function)
{
    return reinterpret_cast<void*>(function);
}
} // namespace

std::map<std::string, void*> standInFunctions()
{
    Functions f{};
    addTime(f);
    addTracks(f);
    addItems(f);
    addTakes(f);
    addRest(f);
    return {
        {"GetPlayStateEx", pointerTo(f.GetPlayStateEx)},
        {"GetPlayPositionEx", pointerTo(f.GetPlayPositionEx)},
        {"GetCursorPositionEx", pointerTo(f.GetCursorPositionEx)},
        {"SetEditCurPos2", pointerTo(f.SetEditCurPos2)},
        {"TimeMap_GetMeasureInfo", pointerTo(f.TimeMap_GetMeasureInfo)},
        {"TimeMap2_timeToBeats", pointerTo(f.TimeMap2_timeToBeats)},
        {"GetSet_LoopTimeRange2", pointerTo(f.GetSet_LoopTimeRange2)},
        {"EnumProjects", pointerTo(f.EnumProjects)},
        {"CountTracks", pointerTo(f.CountTracks)},
        {"GetTrack", pointerTo(f.GetTrack)},
        {"InsertTrackAtIndex", pointerTo(f.InsertTrackAtIndex)},
        {"GetSetMediaTrackInfo_String", pointerTo(f.GetSetMediaTrackInfo_String)},
        {"CountSelectedTracks", pointerTo(f.CountSelectedTracks)},
        {"GetSelectedTrack", pointerTo(f.GetSelectedTrack)},
        {"SetTrackSelected", pointerTo(f.SetTrackSelected)},
        {"CountMediaItems", pointerTo(f.CountMediaItems)},
        {"GetMediaItem", pointerTo(f.GetMediaItem)},
        {"CountSelectedMediaItems", pointerTo(f.CountSelectedMediaItems)},
        {"GetSelectedMediaItem", pointerTo(f.GetSelectedMediaItem)},
        {"SetMediaItemSelected", pointerTo(f.SetMediaItemSelected)},
        {"SelectAllMediaItems", pointerTo(f.SelectAllMediaItems)},
        {"AddMediaItemToTrack", pointerTo(f.AddMediaItemToTrack)},
        {"GetMediaItemTrack", pointerTo(f.GetMediaItemTrack)},
        {"SetMediaItemInfo_Value", pointerTo(f.SetMediaItemInfo_Value)},
        {"GetMediaItemInfo_Value", pointerTo(f.GetMediaItemInfo_Value)},
        {"GetSetMediaItemInfo_String", pointerTo(f.GetSetMediaItemInfo_String)},
        {"UpdateItemInProject", pointerTo(f.UpdateItemInProject)},
        {"AddTakeToMediaItem", pointerTo(f.AddTakeToMediaItem)},
        {"SetMediaItemTake_Source", pointerTo(f.SetMediaItemTake_Source)},
        {"GetSetMediaItemTakeInfo_String", pointerTo(f.GetSetMediaItemTakeInfo_String)},
        {"SetActiveTake", pointerTo(f.SetActiveTake)},
        {"PCM_Source_CreateFromFile", pointerTo(f.PCM_Source_CreateFromFile)},
        {"PCM_Source_Destroy", pointerTo(f.PCM_Source_Destroy)},
        {"ColorToNative", pointerTo(f.ColorToNative)},
        {"Undo_BeginBlock2", pointerTo(f.Undo_BeginBlock2)},
        {"Undo_EndBlock2", pointerTo(f.Undo_EndBlock2)},
        {"PreventUIRefresh", pointerTo(f.PreventUIRefresh)},
        {"UpdateArrange", pointerTo(f.UpdateArrange)},
    };
}

} // namespace tonekiln::test
