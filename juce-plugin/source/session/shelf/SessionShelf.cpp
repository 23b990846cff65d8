// What a person does with the clips of the shelf.
// Thread: message thread.
#include "session/Session.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
constexpr std::size_t longestSearch = 500;
} // namespace

void Session::search(const juce::String& words)
{
    const auto held = lock();
    model.search = words.trim();
    model.found.clear();
    if (model.search.isNotEmpty() && model.link.link == Link::ready)
        client.request(
            kinds::searchClips,
            {{"words", model.search.substring(0, longestSearch).toStdString()}, {"limit", 100}});
    changed();
}

void Session::select(const juce::String& clipId)
{
    const auto held = lock();
    if (model.selected != clipId)
        placing.moveOn();
    model.selected = clipId;
    bringHere(clipId);
    changed();
}

void Session::startAudition(const juce::String& clipId)
{
    parameters.auditionOn.setValueNotifyingHost(1.0f);
    const auto held = lock();
    placing.moveOn();
    bringHere(clipId);
    listening.play(clipId);
    changed();
}

void Session::stopAudition()
{
    const auto held = lock();
    listening.stop();
    changed();
}

void Session::setAuditionGain(float decibels)
{
    auto& gain = parameters.auditionGain;
    gain.setValueNotifyingHost(gain.convertTo0to1(decibels));
    changed();
}

void Session::setFavourite(const juce::String& clipId, bool on)
{
    const auto held = lock();
    if (auto* entry = model.clip(clipId))
        entry->row.favourite = on;
    client.request(kinds::markClip, {{"clip_id", clipId.toStdString()}, {"favourite", on}});
    changed();
}

void Session::reroll(const juce::String& clipId)
{
    const auto held = lock();
    if (const auto* entry = model.clip(clipId))
    {
        beginDeed();
        requests.reroll(*entry, freshSeed());
    }
    changed();
}

void Session::makeAgain(const juce::String& clipId)
{
    const auto held = lock();
    beginDeed();
    if (const auto* entry = model.clip(clipId))
        requests.remake(*entry);
    changed();
}

void Session::reveal(const juce::String& clipId)
{
    const auto held = lock();
    if (const auto* entry = model.clip(clipId))
        juce::File{entry->row.path}.revealToUser();
}

void Session::forget(const juce::String& clipId)
{
    const auto held = lock();
    listening.letGo(clipId);
    model.unshelve(clipId);
    if (model.selected == clipId)
        model.selected = {};
    changed();
}

} // namespace tonekiln
