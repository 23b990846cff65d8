#include "TimelineActions.h"

namespace tonekiln
{

TimelineActions::TimelineActions(SharedModel& known, Requests& asked, Placing& placed,
                                 Listening& heard)
    : shared(known)
    , model(known.model)
    , requests(asked)
    , placing(placed)
    , listening(heard)
    , inReaper(false)
{
}

TimelineActions::~TimelineActions()
{
    cancelPendingUpdate();
}

void TimelineActions::hostApplication(Steinberg::FUnknown* context)
{
    reaper.connect(context);
    inReaper = reaper.open();
    shared.changed();
}

juce::StringArray TimelineActions::dragOut(const juce::StringArray& clipIds)
{
    const auto held = shared.lock();
    juce::StringArray files;
    for (const auto& id : clipIds)
        if (const auto* entry = model.clip(id))
            for (const auto& path : {listening.versionFor(*entry).row.path, entry->row.path})
                if (juce::File::isAbsolutePath(path) && juce::File{path}.existsAsFile())
                {
                    files.add(path);
                    break;
                }
    return files;
}

void TimelineActions::place(const juce::StringArray& clipIds, Spot spot)
{
    std::vector<Wanted> clips;
    {
        const auto held = shared.lock();
        placing.forgetOutcome();
        shared.changed();
        clips = wanted(clipIds);
        if (!reaper.open())
            return placing.start(std::move(clips), spot);
    }
    placeInReaper(clips, spot);
}

std::vector<Wanted> TimelineActions::wanted(const juce::StringArray& clipIds) const
{
    std::vector<Wanted> clips;
    for (const auto& id : clipIds)
        if (const auto* entry = model.clip(id))
        {
            const auto& row = entry->row;
            const auto track = clipIds.size() == 1     ? juce::String{}
                               : row.stem.isNotEmpty() ? row.stem
                                                       : row.name;
            clips.push_back({id, listening.versionFor(*entry).row.id, track, {}});
        }
    return clips;
}

void TimelineActions::rerollInPlace(const juce::String& clipId)
{
    const auto held = shared.lock();
    const auto* entry = model.clip(clipId);
    const auto placed = model.placements.find(clipId);
    if (entry != nullptr && placed != model.placements.end())
    {
        placing.forgetOutcome();
        requests.reroll(*entry, placed->second);
    }
    shared.changed();
}

/** Not under the lock: this calls the host, which may ask for our state meanwhile. */
void TimelineActions::placeInReaper(const std::vector<Wanted>& clips, Spot spot)
{
    if (clips.empty())
        return;
    std::vector<reaper::Order> orders;
    {
        const auto held = shared.lock();
        for (const auto& clip : clips)
            orders.push_back(placing.reaperOrder(clip));
    }
    const auto result = reaper.place(orders, spot);
    const auto held = shared.lock();
    placing.endedInReaper(clips, result);
    stopPlaced();
    shared.changed();
}

void TimelineActions::putInPlace(const juce::String& clipId, const Placed& old)
{
    Wanted take{clipId, clipId, {}, old};
    if (!inReaper)
        return placing.start({std::move(take)}, {});
    forReaper.push_back(std::move(take));
    triggerAsyncUpdate();
}

void TimelineActions::stopPlaced()
{
    for (const auto& clipId : placing.takePlaced())
        listening.letGo(clipId);
}

void TimelineActions::handleAsyncUpdate()
{
    std::vector<Wanted> clips;
    {
        const auto held = shared.lock();
        clips.swap(forReaper);
    }
    for (const auto& clip : clips)
        placeInReaper({clip}, {});
}

} // namespace tonekiln
