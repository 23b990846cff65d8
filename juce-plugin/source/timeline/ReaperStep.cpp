#include "ReaperStep.h"

namespace tonekiln::reaper
{

namespace
{
constexpr int everythingMayHaveChanged = -1;

template <typename Thing>
std::vector<Thing*> selected(Project* project, int (*count)(Project*), Thing* (*get)(Project*, int))
{
    std::vector<Thing*> found;
    for (int index = 0; index < count(project); ++index)
        found.push_back(get(project, index));
    return found;
}
} // namespace

Step::Step(const Functions& functions, Project* of, juce::String named)
    : call(functions)
    , project(of)
    , name(std::move(named))
    , tracks(selected(of, functions.CountSelectedTracks, functions.GetSelectedTrack))
    , items(selected(of, functions.CountSelectedMediaItems, functions.GetSelectedMediaItem))
    , cursor(functions.GetCursorPositionEx(of))
{
    call.PreventUIRefresh(1);
    call.Undo_BeginBlock2(project);
}

Step::~Step()
{
    restoreSelection();
    call.Undo_EndBlock2(project, name.toRawUTF8(), everythingMayHaveChanged);
    call.PreventUIRefresh(-1);
    call.UpdateArrange();
}

void Step::restoreSelection() const
{
    call.SelectAllMediaItems(project, false);
    for (auto* item : items)
        call.SetMediaItemSelected(item, true);
    for (int index = 0; index < call.CountTracks(project); ++index)
        call.SetTrackSelected(call.GetTrack(project, index), false);
    for (auto* track : tracks)
        call.SetTrackSelected(track, true);
    if (call.GetCursorPositionEx(project) != cursor)
        call.SetEditCurPos2(project, cursor, false, false);
}

} // namespace tonekiln::reaper
