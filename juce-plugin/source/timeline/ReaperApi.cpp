#include "ReaperApi.h"

namespace tonekiln::reaper
{

namespace
{
class Loader
{
public:
    explicit Loader(IReaperHostApplication& from)
        : host(from)
    {
    }

    template <typename Function>
    void operator()(Function*& function, const char* name)
    {
        function = reinterpret_cast<Function*>(host.getReaperApi(name));
        if (function == nullptr)
            missing.add(name);
    }

    juce::StringArray missing;

private:
    IReaperHostApplication& host;
};
} // namespace

juce::StringArray load(Functions& f, IReaperHostApplication& host)
{
    Loader get{host};
    get(f.GetPlayStateEx, "GetPlayStateEx");
    get(f.GetPlayPositionEx, "GetPlayPositionEx");
    get(f.GetCursorPositionEx, "GetCursorPositionEx");
    get(f.SetEditCurPos2, "SetEditCurPos2");
    get(f.TimeMap_GetMeasureInfo, "TimeMap_GetMeasureInfo");
    get(f.TimeMap2_timeToBeats, "TimeMap2_timeToBeats");
    get(f.GetSet_LoopTimeRange2, "GetSet_LoopTimeRange2");
    get(f.EnumProjects, "EnumProjects");
    get(f.CountTracks, "CountTracks");
    get(f.GetTrack, "GetTrack");
    get(f.InsertTrackAtIndex, "InsertTrackAtIndex");
    get(f.GetSetMediaTrackInfo_String, "GetSetMediaTrackInfo_String");
    get(f.CountSelectedTracks, "CountSelectedTracks");
    get(f.GetSelectedTrack, "GetSelectedTrack");
    get(f.SetTrackSelected, "SetTrackSelected");
    get(f.CountMediaItems, "CountMediaItems");
    get(f.GetMediaItem, "GetMediaItem");
    get(f.CountSelectedMediaItems, "CountSelectedMediaItems");
    get(f.GetSelectedMediaItem, "GetSelectedMediaItem");
    get(f.SetMediaItemSelected, "SetMediaItemSelected");
    get(f.SelectAllMediaItems, "SelectAllMediaItems");
    get(f.AddMediaItemToTrack, "AddMediaItemToTrack");
    get(f.GetMediaItemTrack, "GetMediaItemTrack");
    get(f.SetMediaItemInfo_Value, "SetMediaItemInfo_Value");
    get(f.GetMediaItemInfo_Value, "GetMediaItemInfo_Value");
    get(f.GetSetMediaItemInfo_String, "GetSetMediaItemInfo_String");
    get(f.UpdateItemInProject, "UpdateItemInProject");
    get(f.AddTakeToMediaItem, "AddTakeToMediaItem");
    get(f.SetMediaItemTake_Source, "SetMediaItemTake_Source");
    get(f.GetSetMediaItemTakeInfo_String, "GetSetMediaItemTakeInfo_String");
    get(f.SetActiveTake, "SetActiveTake");
    get(f.PCM_Source_CreateFromFile, "PCM_Source_CreateFromFile");
    get(f.PCM_Source_Destroy, "PCM_Source_Destroy");
    get(f.ColorToNative, "ColorToNative");
    get(f.Undo_BeginBlock2, "Undo_BeginBlock2");
    get(f.Undo_EndBlock2, "Undo_EndBlock2");
    get(f.PreventUIRefresh, "PreventUIRefresh");
    get(f.UpdateArrange, "UpdateArrange");
    return get.missing;
}

} // namespace tonekiln::reaper
