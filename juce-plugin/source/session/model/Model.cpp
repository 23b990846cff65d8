#include "Model.h"

#include "Fields.h"

namespace tonekiln
{

namespace
{
namespace names = protocol::fields;
namespace kinds = protocol::kinds;

constexpr std::size_t mostJobs = 64;
constexpr std::size_t mostPlanBytes = std::size_t{16} * 1024; // a project file stays small

std::optional<ShelfEntry> entryFrom(const Json& facts)
{
    auto row = clipFrom(facts);
    if (!row)
        return std::nullopt;
    const auto shape = shapeOf(*row, facts);
    return ShelfEntry{std::move(*row), facts, shape};
}

template <typename Entries>
auto* findClip(Entries& entries, const juce::String& id)
{
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const ShelfEntry& entry) { return entry.row.id == id; });
    return found == entries.end() ? nullptr : &*found;
}

} // namespace

ModelChange Model::take(const Message& message, const Message* request)
{
    if (message.kind == kinds::error)
        return takeError(message);
    return request != nullptr ? takeReply(message, *request) : takeEvent(message);
}

ModelChange Model::takeReply(const Message& message, const Message& request)
{
    if (message.kind == kinds::accepted)
    {
        if (auto* asked = job(request.id))
        {
            takeAccepted(*asked, message.body);
            if (request.kind == kinds::generate && !asked->planId.empty())
                requests[asked->planId] = asked->body;
        }
    }
    else if (message.kind == kinds::engineList)
        takeEngines(message.body);
    else if (message.kind == kinds::presetList)
        takePresets(message.body);
    else if (message.kind == kinds::clipList)
        takeFound(message.body);
    else if (message.kind == kinds::clipDetails)
        takeDetails(message.body);
    else if (message.kind == kinds::clipState)
    {
        const auto row = clipFrom(fields::object(message.body, names::ClipState::clip));
        if (auto* entry = row ? clip(row->id) : nullptr)
            entry->row.favourite = row->favourite;
    }
    else
        return takeEvent(message);
    return {};
}

ModelChange Model::takeEvent(const Message& message)
{
    ModelChange change;
    if (message.kind == kinds::clip)
        return takeClip(message);
    auto* ours = job(fields::text(message.body, names::Progress::job).toStdString());
    if (ours == nullptr)
        return change;
    if (message.kind == kinds::progress)
        takeProgress(*ours, message.body);
    else if (message.kind == kinds::preview)
    {
        if (takePreview(*ours, message))
            change.previewOf = ours->id;
    }
    else if (message.kind == kinds::done)
    {
        takeEnd(*ours, JobPhase::done, {});
        change.ended = ours->id;
    }
    else if (message.kind == kinds::cancelDone && !fields::flag(message.body, "stopped"))
    {
        takeEnd(*ours, JobPhase::cancelled, {});
        change.ended = ours->id;
    }
    return change;
}

ModelChange Model::takeClip(const Message& message)
{
    ModelChange change;
    const auto& facts = fields::object(message.body, names::Clip::clip);
    auto* ours = job(fields::text(message.body, names::Clip::job).toStdString());
    if (ours == nullptr)
        return change;
    if (!ours->shown())
    {
        if (auto entry = entryFrom(facts))
        {
            refits.insert_or_assign(ours->refitOf, std::move(*entry));
            change.refitted = ours->refitOf;
        }
        return change;
    }
    ++ours->status.clipsDone;
    if (shelve(facts))
    {
        change.arrived = fields::text(facts, names::Clip::clipId);
        change.arrivedFrom = ours->id;
    }
    return change;
}

ModelChange Model::takeError(const Message& message)
{
    namespace n = names::Error;
    ModelChange change;
    const auto code = fields::text(message.body, n::code);
    const auto sentence = fields::text(message.body, n::message, "Something went wrong.");
    const auto named = fields::text(message.body, n::job).toStdString();
    auto* ours = job(named.empty() ? message.parent : named);
    if (ours != nullptr)
    {
        const bool cancelled = code == "cancelled";
        takeEnd(*ours, cancelled ? JobPhase::cancelled : JobPhase::failed, sentence);
        change.ended = ours->id;
        if (ours->kind == kinds::remake && code == "not_found")
            change.notThere = ours->id;
        if (cancelled || !ours->shown() || change.notThere)
            return change;
    }
    problem = {code, sentence, fields::text(message.body, n::hint),
               fields::text(message.body, n::field)};
    return change;
}

void Model::takeEngines(const Json& json)
{
    engines.clear();
    for (const auto& row : fields::list(json, names::EngineList::engines))
        engines.push_back(engineFrom(row));
    engineProblems = fields::texts(json, names::EngineList::problems);
    defaultEngine = fields::text(json, names::EngineList::default_);
    suggestedEngine = fields::text(json, names::EngineList::suggested);
}

void Model::takePresets(const Json& json)
{
    presets.clear();
    for (const auto& row : fields::list(json, names::PresetList::presets))
        presets.push_back(presetFrom(row));
}

void Model::takeFound(const Json& json)
{
    found.clear();
    for (const auto& facts : fields::list(json, names::ClipList::clips))
        if (auto entry = entryFrom(facts); entry && findClip(shelf, entry->row.id) == nullptr)
        {
            entry->row.inSession = false;
            found.push_back(std::move(*entry));
        }
}

void Model::takeDetails(const Json& json)
{
    const auto& plan = fields::object(json, names::ClipDetails::plan);
    const auto id = fields::text(plan, "plan_id").toStdString();
    if (!id.empty() &&
        plan.dump(-1, ' ', false, Json::error_handler_t::replace).size() < mostPlanBytes)
        plans[id] = plan;
}

void Model::add(Job job)
{
    // The newest job that is shown stays to be looked at until another takes its place.
    std::erase_if(jobs, [&](const Job& old)
                  { return !old.status.busy() && (job.shown() || !old.shown()); });
    if (jobs.size() < mostJobs)
        jobs.push_back(std::move(job));
}

Job* Model::job(const std::string& id)
{
    const auto found_ =
        std::find_if(jobs.begin(), jobs.end(), [&](const Job& job) { return job.id == id; });
    return found_ == jobs.end() ? nullptr : &*found_;
}

const Job* Model::newestJob() const
{
    const auto newest =
        std::find_if(jobs.rbegin(), jobs.rend(), [](const Job& job) { return job.shown(); });
    return newest == jobs.rend() ? nullptr : &*newest;
}

int Model::busyJobs() const
{
    return static_cast<int>(std::count_if(
        jobs.begin(), jobs.end(), [](const Job& job) { return job.shown() && job.status.busy(); }));
}

ShelfEntry* Model::clip(const juce::String& id)
{
    auto* entry = findClip(shelf, id);
    return entry != nullptr ? entry : findClip(found, id);
}

const ShelfEntry* Model::clip(const juce::String& id) const
{
    const auto* entry = findClip(shelf, id);
    return entry != nullptr ? entry : findClip(found, id);
}

ShelfEntry* Model::version(const juce::String& id)
{
    for (auto& [clipId, refit] : refits)
        if (refit.row.id == id)
            return &refit;
    return clip(id);
}

bool Model::shelve(const Json& facts)
{
    auto entry = entryFrom(facts);
    if (!entry)
        return false;
    if (auto* known = findClip(shelf, entry->row.id))
    {
        // Made again: the file is back.
        known->row.fileExists = true;
        known->row.path = entry->row.path;
        known->facts = entry->facts;
        known->row.waveform = nullptr;
        return true;
    }
    std::erase_if(found, [&](const ShelfEntry& other) { return other.row.id == entry->row.id; });
    shelf.insert(shelf.begin(), std::move(*entry));
    tellTakesApart(shelf.front().row.planId);
    if (shelf.size() > mostClips)
        shelf.pop_back();
    return true;
}

/** Takes made together have the same words: what tells them apart is which each one is. */
void Model::tellTakesApart(const juce::String& planId)
{
    const auto takeOf = [](const ShelfEntry& entry)
    { return 1 + fields::maybeInt(entry.facts, names::Clip::variation).value_or(0); };
    const bool several = std::any_of(shelf.begin(), shelf.end(),
                                     [&](const ShelfEntry& entry)
                                     { return entry.row.planId == planId && takeOf(entry) > 1; });
    for (auto& entry : shelf)
        if (entry.row.planId == planId)
            entry.row.take = several ? takeOf(entry) : 0;
}

void Model::unshelve(const juce::String& id)
{
    std::erase_if(shelf, [&](const ShelfEntry& entry) { return entry.row.id == id; });
    placements.erase(id);
}

const EngineRow* Model::engine(const juce::String& name) const
{
    const auto wanted = name.isEmpty() ? defaultEngine : name;
    const auto match = std::find_if(engines.begin(), engines.end(),
                                    [&](const EngineRow& row) { return row.name == wanted; });
    return match == engines.end() ? nullptr : &*match;
}

const PresetRow* Model::preset(const juce::String& id) const
{
    const auto match = std::find_if(presets.begin(), presets.end(),
                                    [&](const PresetRow& row) { return row.id() == id; });
    return match == presets.end() ? nullptr : &*match;
}

} // namespace tonekiln
