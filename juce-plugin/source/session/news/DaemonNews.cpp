#include "DaemonNews.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
}

DaemonNews::DaemonNews(SharedModel& known, Client& daemon, Requests& asked, Placing& placed,
                       EngineGetting& enginesGot, Listening& heard, ClipFiles& clipFiles,
                       AskActions& askActions, TimelineActions& onTimeline)
    : shared(known)
    , model(known.model)
    , client(daemon)
    , requests(asked)
    , placing(placed)
    , getting(enginesGot)
    , listening(heard)
    , files(clipFiles)
    , ask(askActions)
    , timeline(onTimeline)
{
}

void DaemonNews::linkChanged(const LinkStatus& status)
{
    const auto held = shared.lock();
    const bool lost = model.link.link == Link::ready && status.link != Link::ready;
    model.link = status;
    if (status.link == Link::ready)
    {
        client.request(kinds::listEngines, Json::object());
        client.request(kinds::listPresets, Json::object());
        getting.lookNow();
        if (shared.editors > 0)
            placing.lookNow();
    }
    if ((lost || status.link == Link::noDaemon) && model.busyJobs() > 0)
        requests.mayBeLost();
    if (status.link == Link::ready || status.link == Link::noDaemon)
        requests.resume();
    shared.changed();
}

void DaemonNews::undeliverable(const Message& request)
{
    const auto held = shared.lock();
    if (!requests.undeliverable(request) && !placing.undeliverable(request) &&
        !getting.undeliverable(request))
        files.undeliverable(request);
    shared.changed();
}

void DaemonNews::received(const Message& message, const Message* request)
{
    const auto held = shared.lock();
    shared.changed();
    if (request != nullptr && placing.take(message, *request))
        return timeline.stopPlaced();
    if (getting.take(message, request))
        return;
    if (request != nullptr && files.take(message, *request))
        return;
    if (request != nullptr && requests.take(message, *request))
        return;
    actOn(model.take(message, request));
    if (message.kind == kinds::engineState || message.kind == kinds::presetSaved)
    {
        client.request(kinds::listEngines, Json::object());
        client.request(kinds::listPresets, Json::object());
    }
}

void DaemonNews::actOn(const ModelChange& change)
{
    if (change.arrived)
        clipArrived(*change.arrived, change.arrivedFrom);
    if (change.refitted && files.ensureLocal(model.refits.at(*change.refitted)))
        listening.refitArrived(*change.refitted);
    if (change.previewOf)
        listening.previewGrew(*model.job(*change.previewOf));
    if (change.notThere)
        requests.remakeFromRequest(*model.job(*change.notThere));
    if (change.ended)
    {
        client.request(kinds::listEngines, Json::object());
        client.want(shared.editors > 0 || model.busyJobs() > 0);
    }
}

/** A clip is new to the shelf. */
void DaemonNews::clipArrived(const juce::String& clipId, const std::string& fromJob)
{
    auto* entry = model.clip(clipId);
    getting.clipMade();
    files.outline(*entry);
    client.request(kinds::showClip, {{"clip_id", entry->row.id.toStdString()}});
    const auto* newest = model.newestJob();
    const bool first = newest == nullptr || newest->status.clipsDone <= 1;
    if (first)
        model.selected = clipId;
    auto* job = model.job(fromJob);
    if (job != nullptr && job->inPlaceOf)
        timeline.putInPlace(clipId, *std::exchange(job->inPlaceOf, std::nullopt));
    else
    {
        if (first && job != nullptr)
            listening.takesOver(clipId, job->heardFor);
        listening.clipArrived(clipId, first);
    }
}

void DaemonNews::tick()
{
    const auto held = shared.lock();
    ask.automate();
    followTempo();
    placing.look(shared.editors > 0);
    getting.look(shared.editors > 0);
    if (listening.hearingChanged())
        shared.changed();
}

/** Asks for a refit of what is auditioned once the host's tempo has settled on another one. */
void DaemonNews::followTempo()
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
    shared.changed();
}

} // namespace tonekiln
