#include "Requests.h"

#include "Asking.h"
#include "session/model/Fields.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
}

Job* Requests::ask(std::string_view kind, Json body, const juce::String& prompt)
{
    const bool filesFirst = model.link.elsewhere && Uploading::namesFiles(body);
    const auto id = filesFirst ? freshId() : client.request(kind, body);
    model.add(newJob(id, kind, std::move(body), prompt));
    client.want(true);
    if (filesFirst)
        uploading.begin(id);
    return model.job(id);
}

bool Requests::askForRefit(const juce::String& clipId, Json body, const juce::String& prompt)
{
    client.want(true);
    if (model.link.link != Link::ready)
        return false;
    const auto id = client.request(kinds::refit, body);
    auto job = newJob(id, kinds::refit, std::move(body), prompt);
    job.refitOf = clipId;
    model.add(std::move(job));
    return true;
}

Job* Requests::reroll(const ShelfEntry& entry, std::optional<Placed> inPlaceOf)
{
    const auto known = model.requests.find(entry.row.planId.toStdString());
    auto body =
        known != model.requests.end() ? known->second : bodyLike(entry.row, entry.row.sampleRate);
    body["seed"] = freshSeed();
    if (inPlaceOf)
        body["variations"] = 1;
    auto* job = ask(kinds::generate, std::move(body), entry.row.prompt);
    if (job != nullptr)
        job->inPlaceOf = std::move(inPlaceOf);
    return job;
}

Job* Requests::buildOn(const ShelfEntry& entry, Json body)
{
    body["seed"] = freshSeed();
    const auto words = fields::text(body, protocol::fields::Generate::prompt);
    const auto heardFor = entry.row.id;
    auto* job = ask(kinds::generate, std::move(body), words);
    if (job != nullptr)
        job->heardFor = heardFor;
    return job;
}

void Requests::remake(const ShelfEntry& entry)
{
    ask(kinds::remake, {{"plan_id", entry.row.planId.toStdString()}}, entry.row.prompt);
}

void Requests::remakeFromRequest(const Job& failed)
{
    const auto plan = fields::text(failed.body, "plan_id").toStdString();
    if (const auto known = model.requests.find(plan); known != model.requests.end())
        ask(kinds::generate, known->second, juce::String{failed.status.prompt});
    else
        model.problem = {"not_found",
                         "This clip's recipe is not on this machine.",
                         "Generate it anew from its words.",
                         {}};
}

void Requests::cancelNewest()
{
    const auto* newest = model.newestJob();
    if (newest == nullptr || !newest->status.busy())
        return;
    if (model.link.link == Link::ready)
        client.request(kinds::cancel, {{"job", newest->id}});
    else
        takeEnd(*model.job(newest->id), JobPhase::cancelled, {});
}

void Requests::resume()
{
    if (!std::exchange(lost, false))
        return;
    for (auto& job : model.jobs)
        if (job.status.busy() && job.shown() && !job.resumed)
        {
            job.resumed = model.link.link == Link::noDaemon;
            client.repeat(job.id, job.kind, job.body);
        }
}

bool Requests::undeliverable(const Message& request)
{
    if (uploading.undeliverable(request))
        return true;
    auto* job = model.job(request.id);
    if (job == nullptr)
        return false;
    takeEnd(*job, JobPhase::failed, model.link.sentence);
    model.problem = {"local", model.link.sentence, model.link.wayOut, {}};
    return true;
}

} // namespace tonekiln
