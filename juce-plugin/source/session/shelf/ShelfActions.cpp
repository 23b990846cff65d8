#include "ShelfActions.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
constexpr std::size_t longestSearch = 500;
} // namespace

ShelfActions::ShelfActions(SharedModel& known, Client& daemon, Requests& asked, Placing& placed,
                           Listening& heard, ClipFiles& clipFiles, Parameters& automated)
    : shared(known)
    , model(known.model)
    , client(daemon)
    , requests(asked)
    , placing(placed)
    , listening(heard)
    , files(clipFiles)
    , parameters(automated)
{
}

void ShelfActions::search(const juce::String& words)
{
    const auto held = shared.lock();
    model.search = words.trim();
    model.found.clear();
    if (model.search.isNotEmpty() && model.link.link == Link::ready)
        client.request(
            kinds::searchClips,
            {{"words", model.search.substring(0, longestSearch).toStdString()}, {"limit", 100}});
    shared.changed();
}

void ShelfActions::select(const juce::String& clipId)
{
    const auto held = shared.lock();
    if (model.selected != clipId)
        placing.clearOutcome();
    model.selected = clipId;
    files.ensureLocal(clipId);
    shared.changed();
}

void ShelfActions::startAudition(const juce::String& clipId)
{
    parameters.auditionOn.setValueNotifyingHost(1.0f);
    const auto held = shared.lock();
    placing.clearOutcome();
    files.ensureLocal(clipId);
    listening.play(clipId);
    shared.changed();
}

void ShelfActions::stopAudition()
{
    const auto held = shared.lock();
    listening.stop();
    shared.changed();
}

void ShelfActions::setAuditionGain(float decibels)
{
    auto& gain = parameters.auditionGain;
    gain.setValueNotifyingHost(gain.convertTo0to1(decibels));
    shared.changed();
}

void ShelfActions::setFavourite(const juce::String& clipId, bool on)
{
    const auto held = shared.lock();
    if (auto* entry = model.clip(clipId))
        entry->row.favourite = on;
    client.request(kinds::markClip, {{"clip_id", clipId.toStdString()}, {"favourite", on}});
    shared.changed();
}

void ShelfActions::reroll(const juce::String& clipId)
{
    const auto held = shared.lock();
    if (const auto* entry = model.clip(clipId))
    {
        placing.forgetOutcome();
        requests.reroll(*entry);
    }
    shared.changed();
}

void ShelfActions::makeAgain(const juce::String& clipId)
{
    const auto held = shared.lock();
    placing.forgetOutcome();
    if (const auto* entry = model.clip(clipId))
        requests.remake(*entry);
    shared.changed();
}

void ShelfActions::reveal(const juce::String& clipId)
{
    const auto held = shared.lock();
    if (const auto* entry = model.clip(clipId))
        juce::File{entry->row.path}.revealToUser();
}

void ShelfActions::forget(const juce::String& clipId)
{
    const auto held = shared.lock();
    listening.letGo(clipId);
    model.unshelve(clipId);
    if (model.selected == clipId)
        model.selected = {};
    shared.changed();
}

} // namespace tonekiln
