// What a person does to bring clips onto the timeline.
// Thread: message thread.
#include "session/Session.h"

namespace tonekiln
{

juce::StringArray Session::dragOut(const juce::StringArray& clipIds)
{
    const auto held = lock();
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

void Session::place(const juce::StringArray& clipIds, Spot spot)
{
    std::vector<Wanted> clips;
    {
        const auto held = lock();
        beginDeed();
        changed();
        clips = wanted(clipIds);
        if (!reaper.open())
            return placing.start(std::move(clips), spot);
    }
    placeInReaper(clips, spot);
}

std::vector<Wanted> Session::wanted(const juce::StringArray& clipIds) const
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

void Session::rerollInPlace(const juce::String& clipId)
{
    const auto held = lock();
    const auto* entry = model.clip(clipId);
    const auto placed = model.placements.find(clipId);
    if (entry != nullptr && placed != model.placements.end())
    {
        beginDeed();
        requests.reroll(*entry, freshSeed(), placed->second);
    }
    changed();
}

/** Not under the lock: this calls the host, which may ask for our state meanwhile. */
void Session::placeInReaper(const std::vector<Wanted>& clips, Spot spot)
{
    if (clips.empty())
        return;
    std::vector<reaper::Order> orders;
    {
        const auto held = lock();
        for (const auto& clip : clips)
            orders.push_back(placing.reaperOrder(clip));
    }
    const auto result = reaper.place(orders, spot);
    const auto held = lock();
    placing.endedInReaper(clips, result);
    letPlacedGo();
    changed();
}

void Session::handleAsyncUpdate()
{
    std::vector<Wanted> clips;
    {
        const auto held = lock();
        clips.swap(forReaper);
    }
    for (const auto& clip : clips)
        placeInReaper({clip}, {});
}

} // namespace tonekiln
