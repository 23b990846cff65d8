// What happens without a person: the daemon's messages, loaded clips, automation, the host's tempo.
// Thread: client thread, and the loader's where a function says so.
#include "session/host/HostView.h"
#include "session/Session.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
}

void Session::linkChanged(const LinkStatus& status)
{
    const auto held = lock();
    const bool lost = model.link.link == Link::ready && status.link != Link::ready;
    model.link = status;
    if (status.link == Link::ready)
    {
        client.request(kinds::listEngines, Json::object());
        client.request(kinds::listPresets, Json::object());
        if (editors > 0)
            placing.lookNow();
    }
    if ((lost || status.link == Link::noDaemon) && model.busyJobs() > 0)
        requests.mayBeLost();
    if (status.link == Link::ready || status.link == Link::noDaemon)
        requests.bringBack();
    changed();
}

void Session::undeliverable(const Message& request)
{
    const auto held = lock();
    if (!requests.undeliverable(request) && !placing.undeliverable(request) &&
        fetching.undeliverable(request))
        sortFetched();
    changed();
}

void Session::received(const Message& message, const Message* request)
{
    const auto held = lock();
    changed();
    if (request != nullptr && placing.take(message, *request))
        return letPlacedGo();
    if (request != nullptr && fetching.take(message, *request))
        return sortFetched();
    if (request != nullptr && requests.take(message, *request))
        return;
    actOn(model.take(message, request));
    if (message.kind == kinds::engineState || message.kind == kinds::presetSaved)
    {
        client.request(kinds::listEngines, Json::object());
        client.request(kinds::listPresets, Json::object());
    }
}

void Session::actOn(const News& news)
{
    if (news.arrived)
        welcome(*news.arrived, news.arrivedFrom);
    if (news.refitted && bringHere(model.refits.at(*news.refitted)))
        listening.refitArrived(*news.refitted);
    if (news.previewOf)
        listening.previewGrew(*model.job(*news.previewOf));
    if (news.notThere)
        requests.remakeFromRequest(*model.job(*news.notThere));
    if (news.ended)
    {
        client.request(kinds::listEngines, Json::object());
        client.want(editors > 0 || model.busyJobs() > 0);
    }
}

/** A clip is new to the shelf. */
void Session::welcome(const juce::String& clipId, const std::string& fromJob)
{
    auto* entry = model.clip(clipId);
    if (bringHere(*entry))
        loader.outline(entry->row.id, juce::File{entry->row.path});
    client.request(kinds::showClip, {{"clip_id", entry->row.id.toStdString()}});
    const auto* newest = model.newestJob();
    const bool first = newest == nullptr || newest->status.clipsDone <= 1;
    if (first)
        model.selected = clipId;
    auto* job = model.job(fromJob);
    if (job != nullptr && job->inPlaceOf)
        putInPlace(clipId, *std::exchange(job->inPlaceOf, std::nullopt));
    else
        listening.clipArrived(clipId, first);
}

/** Sees to it that a clip's file is on this machine. @returns whether it is already */
bool Session::bringHere(ShelfEntry& entry)
{
    const auto file = fetching.placeOf(entry);
    if (!file.existsAsFile())
    {
        if (model.link.link == Link::ready)
            fetching.want(entry);
        return false;
    }
    entry.row.path = file.getFullPathName();
    entry.facts[std::string{protocol::fields::Clip::path}] = entry.row.path.toStdString();
    return true;
}

void Session::bringHere(const juce::String& clipId)
{
    if (auto* entry = model.clip(clipId))
        bringHere(*entry);
}

void Session::sortFetched()
{
    if (const auto fetched = fetching.takeWhole())
        loader.adopt(fetched->clipId, fetched->part, fetched->target, fetched->sha256);
    for (const auto& clipId : fetching.takeLost())
        if (auto* entry = model.version(clipId))
            entry->row.fileExists = false;
}

/** The next take of a placed clip goes where that one lies. */
void Session::putInPlace(const juce::String& clipId, const Placed& old)
{
    Wanted take{clipId, clipId, {}, old};
    if (!inReaper)
        return placing.start({std::move(take)}, {});
    forReaper.push_back(std::move(take));
    triggerAsyncUpdate();
}

/** What lies on the timeline is heard from there, not twice. */
void Session::letPlacedGo()
{
    for (const auto& clipId : placing.takePlaced())
        listening.letGo(clipId);
}

void Session::tick()
{
    const auto held = lock();
    if (const auto preset = automation.presetGoneTo(static_cast<int>(model.presets.size())))
        applyPreset(model.presets[static_cast<std::size_t>(*preset - 1)].id());
    if (automation.triggered())
        generate();
    followTempo();
    placing.look(editors > 0);
    if (listening.stirred())
        changed();
}

/** Asks for a refit of what is auditioned once the host's tempo has settled on another one. */
void Session::followTempo()
{
    const auto wish = listening.followTempo();
    const auto* entry = wish ? model.clip(wish->clipId) : nullptr;
    if (entry == nullptr)
        return;
    const bool asked = requests.askForRefit(wish->clipId,
                                            {{"clip_id", wish->clipId.toStdString()},
                                             {"bpm", bpmText(wish->bpm)},
                                             {"sample_rate", wish->sampleRate}},
                                            entry->row.prompt);
    if (!asked)
        return;
    listening.asked(*wish);
    changed();
}

// Loader thread.

void Session::loaded(std::uint64_t ticket, bool readable)
{
    const auto held = lock();
    if (listening.loaded(ticket) && !readable)
        if (auto* entry = model.clip(listening.chosen()))
            entry->row.fileExists = juce::File{entry->row.path}.existsAsFile();
    changed();
}

void Session::adopted(const juce::String& clipId, const juce::File&, bool whole)
{
    const auto held = lock();
    fetching.checked(clipId);
    if (auto* entry = model.version(clipId))
    {
        entry->row.fileExists = whole && bringHere(*entry);
        if (entry->row.fileExists && model.clip(clipId) == entry)
            loader.outline(clipId, juce::File{entry->row.path});
        if (entry->row.fileExists)
            listening.fileCame(clipId);
    }
    changed();
}

void Session::outlined(const juce::String& clipId, Waveform waveform)
{
    const auto held = lock();
    if (auto* entry = model.clip(clipId))
    {
        entry->row.fileExists = waveform != nullptr;
        entry->row.waveform = std::move(waveform);
    }
    changed();
}

} // namespace tonekiln
