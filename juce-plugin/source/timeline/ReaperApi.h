// REAPER's own interfaces, as far as placing uses them: declarations of ours, after REAPER's
// documentation of its VST3 host interface and of its API functions.
// Thread: REAPER's functions may be called on its main thread only.
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

JUCE_BEGIN_IGNORE_WARNINGS_GCC_LIKE("-Wnon-virtual-dtor", "-Wshadow", "-Wpedantic", "-Wextra")
#include <pluginterfaces/base/funknown.h>
JUCE_END_IGNORE_WARNINGS_GCC_LIKE

namespace tonekiln::reaper
{

JUCE_BEGIN_IGNORE_WARNINGS_GCC_LIKE("-Wnon-virtual-dtor")
/** What REAPER (since 5.02) offers a VST3 beside the host's context. */
class IReaperHostApplication : public Steinberg::FUnknown
{
public:
    /** An API function by its name, or null where this REAPER has none. */
    virtual void* PLUGIN_API getReaperApi(const char* name) = 0;
    /** What the plugin is in: see `parent`. */
    virtual void* PLUGIN_API getReaperParent(Steinberg::uint32 which) = 0;
    virtual void* PLUGIN_API reaperExtended(Steinberg::uint32, void*, void*, void*) = 0;
};
JUCE_END_IGNORE_WARNINGS_GCC_LIKE

inline constexpr Steinberg::TUID hostApplicationId =
    INLINE_UID(0x79655E36, 0x77EE4267, 0xA573FEF7, 0x4912C27C);

namespace parent
{
inline constexpr Steinberg::uint32 track = 1, project = 3;
} // namespace parent

// REAPER's objects; only it knows what is in them.
struct Project;
struct Track;
struct Item;
struct Take;
struct Source;

/** REAPER's functions under their own names. Times are seconds in the project, bars count from 0.
    A `big` text is read into a buffer of at least `bigText` bytes. */
struct Functions
{
    int (*GetPlayStateEx)(Project*);
    double (*GetPlayPositionEx)(Project*);
    double (*GetCursorPositionEx)(Project*);
    void (*SetEditCurPos2)(Project*, double time, bool moveView, bool seekPlay);
    double (*TimeMap_GetMeasureInfo)(Project*, int measure, double* quartersStart,
                                     double* quartersEnd, int* numerator, int* denominator,
                                     double* tempo);
    double (*TimeMap2_timeToBeats)(Project*, double time, int* measures, int* beatsInMeasure,
                                   double* beats, int* denominator);
    void (*GetSet_LoopTimeRange2)(Project*, bool set, bool isLoop, double* start, double* end,
                                  bool autoSeek);
    Project* (*EnumProjects)(int index, char* name, int nameSize); ///< -1: the one in front

    int (*CountTracks)(Project*);
    Track* (*GetTrack)(Project*, int index);
    void (*InsertTrackAtIndex)(int index, bool defaults); ///< in the project in front
    bool (*GetSetMediaTrackInfo_String)(Track*, const char* what, char* big, bool set);
    int (*CountSelectedTracks)(Project*);
    Track* (*GetSelectedTrack)(Project*, int index);
    void (*SetTrackSelected)(Track*, bool);

    int (*CountMediaItems)(Project*);
    Item* (*GetMediaItem)(Project*, int index);
    int (*CountSelectedMediaItems)(Project*);
    Item* (*GetSelectedMediaItem)(Project*, int index);
    void (*SetMediaItemSelected)(Item*, bool);
    void (*SelectAllMediaItems)(Project*, bool);
    Item* (*AddMediaItemToTrack)(Track*);
    Track* (*GetMediaItemTrack)(Item*);
    bool (*SetMediaItemInfo_Value)(Item*, const char* what, double);
    double (*GetMediaItemInfo_Value)(Item*, const char* what);
    bool (*GetSetMediaItemInfo_String)(Item*, const char* what, char* big, bool set);
    void (*UpdateItemInProject)(Item*);

    Take* (*AddTakeToMediaItem)(Item*);
    bool (*SetMediaItemTake_Source)(Take*, Source*); ///< the take owns the source from now on
    bool (*GetSetMediaItemTakeInfo_String)(Take*, const char* what, char* big, bool set);
    void (*SetActiveTake)(Take*);
    Source* (*PCM_Source_CreateFromFile)(const char* path);
    void (*PCM_Source_Destroy)(Source*);

    int (*ColorToNative)(int red, int green, int blue);
    void (*Undo_BeginBlock2)(Project*);
    void (*Undo_EndBlock2)(Project*, const char* name, int flags);
    void (*PreventUIRefresh)(int);
    void (*UpdateArrange)();
};

inline constexpr std::size_t bigText = 16 * 1024;

/** Fills `functions`. @returns the names of those that this REAPER lacks */
juce::StringArray load(Functions& functions, IReaperHostApplication&);

} // namespace tonekiln::reaper
