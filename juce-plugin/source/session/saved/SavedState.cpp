#include "SavedState.h"

#include "protocol/Message.h"
#include "session/model/Fields.h"

namespace tonekiln
{

namespace
{
constexpr std::string_view magic = "TONEKILN1\n";
constexpr int format = 1;
constexpr std::size_t mostBytes = 8 * 1024 * 1024;
constexpr std::size_t mostPendingJobs = 64;

std::string plain(const juce::String& text)
{
    return text.toStdString();
}

template <typename Value>
Json maybe(const std::optional<Value>& value)
{
    return value ? Json(*value) : Json();
}

Json lorasToJson(const RequestDraft& draft)
{
    Json loras = Json::object();
    for (const auto& [name, weight] : draft.loras)
        loras[plain(name)] = weight;
    return loras;
}

Json draftToJson(const RequestDraft& draft)
{
    Json inputs = Json::array();
    for (const auto& input : draft.inputs)
        inputs.push_back({{"role", static_cast<int>(input.role)}, {"path", plain(input.path)}});
    Json json = {{"prompt", plain(draft.prompt)},
                 {"negative", plain(draft.negative)},
                 {"engine", plain(draft.engine)},
                 {"preset", plain(draft.preset)},
                 {"length", static_cast<int>(draft.lengthMode)},
                 {"bars", draft.bars},
                 {"seconds", draft.seconds},
                 {"bpm", maybe(draft.bpmOverride)},
                 {"meter", plain(draft.meterOverride)},
                 {"key", plain(draft.key)},
                 {"variations", draft.variations},
                 {"seed", draft.seed},
                 {"seed_locked", draft.seedLocked},
                 {"one_shot", draft.oneShot},
                 {"stems", draft.stems},
                 {"draft", draft.draft},
                 {"guidance", maybe(draft.guidance)},
                 {"steps", maybe(draft.steps)},
                 {"temperature", maybe(draft.temperature)},
                 {"strength", maybe(draft.strength)},
                 {"swing", maybe(draft.swing)},
                 {"inputs", inputs}};
    if (!draft.loras.empty())
        json["loras"] = lorasToJson(draft);
    return json;
}

template <typename Choice>
Choice choiceFrom(const Json& json, const char* name, Choice otherwise, Choice last)
{
    const auto value = fields::maybeInt(json, name).value_or(-1);
    return value >= 0 && value <= static_cast<int>(last) ? static_cast<Choice>(value) : otherwise;
}

RequestDraft draftFromJson(const Json& json)
{
    RequestDraft draft;
    draft.prompt = fields::text(json, "prompt");
    draft.negative = fields::text(json, "negative");
    draft.engine = fields::text(json, "engine");
    draft.preset = fields::text(json, "preset");
    draft.lengthMode = choiceFrom(json, "length", LengthMode::bars, LengthMode::loopRegion);
    draft.bars = std::clamp(fields::maybeInt(json, "bars").value_or(draft.bars), 1,
                            static_cast<int>(protocol::limits::maxBars));
    draft.seconds = std::clamp(fields::number(json, "seconds", draft.seconds),
                               protocol::limits::minSeconds, protocol::limits::maxSeconds);
    draft.bpmOverride = fields::maybeNumber(json, "bpm");
    draft.meterOverride = fields::text(json, "meter");
    draft.key = fields::text(json, "key");
    draft.variations = std::clamp(fields::maybeInt(json, "variations").value_or(1), 1,
                                  static_cast<int>(protocol::limits::maxVariations));
    draft.seed = static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(fields::whole(json, "seed"), 0, protocol::limits::maxSeed));
    draft.seedLocked = fields::flag(json, "seed_locked");
    draft.oneShot = fields::flag(json, "one_shot");
    draft.stems = fields::flag(json, "stems");
    draft.draft = fields::flag(json, "draft");
    draft.guidance = fields::maybeNumber(json, "guidance");
    draft.steps = fields::maybeInt(json, "steps");
    draft.temperature = fields::maybeNumber(json, "temperature");
    draft.strength = fields::maybeNumber(json, "strength");
    draft.swing = fields::maybeNumber(json, "swing");
    constexpr auto most = protocol::limits::maxLoraWeight;
    for (const auto& [name, weight] : fields::object(json, "loras").items())
        if (weight.is_number())
            draft.loras[fromUtf8(name)] = std::clamp(weight.get<double>(), -most, most);
    for (const auto& input : fields::list(json, "inputs"))
        if (const auto path = fields::text(input, "path"); path.isNotEmpty())
            draft.inputs.push_back(
                {choiceFrom(input, "role", InputRole::init, InputRole::melody), path});
    return draft;
}

/** Requests or Plans of the clips that are saved; others are nobody's any more. */
Json ofShelf(const std::map<std::string, Json>& byPlan, const Model& model)
{
    Json kept = Json::object();
    for (const auto& entry : model.shelf)
        if (const auto found = byPlan.find(plain(entry.row.planId)); found != byPlan.end())
            kept[found->first] = found->second;
    return kept;
}

Json pendingJobs(const Model& model)
{
    Json jobs = Json::array();
    for (const auto& job : model.jobs)
        if (job.shown() && job.status.busy())
            jobs.push_back({{"id", job.id},
                            {"kind", job.kind},
                            {"body", job.body},
                            {"prompt", plain(job.status.prompt)}});
    return jobs;
}

Json placementsToJson(const Model& model)
{
    Json all = Json::object();
    for (const auto& [id, placed] : model.placements)
        if (model.clip(id) != nullptr)
            all[plain(id)] = {{"road", plain(placed.road)},   {"title", plain(placed.title)},
                              {"track", plain(placed.track)}, {"item", plain(placed.item)},
                              {"bar", maybe(placed.bar)},     {"slot", maybe(placed.slot)}};
    return all;
}

void restorePlacements(const Json& object, Model& model)
{
    for (const auto& [name, saved] : object.items())
        if (const auto id = fromUtf8(name); model.clip(id) != nullptr)
            model.placements[id] = {
                fields::text(saved, "road"),    fields::text(saved, "title"),
                fields::text(saved, "track"),   fields::text(saved, "item"),
                fields::maybeInt(saved, "bar"), fields::maybeInt(saved, "slot")};
}

void restoreJobs(const Json& list, Model& model)
{
    for (const auto& saved : list)
    {
        const auto kind = fields::text(saved, "kind").toStdString();
        const auto id = fields::text(saved, "id").toStdString();
        const bool known = kind == protocol::kinds::generate || kind == protocol::kinds::remake ||
                           kind == protocol::kinds::separate;
        if (known && !id.empty() && model.jobs.size() < mostPendingJobs)
            model.jobs.push_back(
                newJob(id, kind, fields::object(saved, "body"), fields::text(saved, "prompt")));
    }
}

void restorePlans(const Json& object, std::map<std::string, Json>& plans)
{
    for (const auto& [id, plan] : object.items())
        if (plan.is_object())
            plans[id] = plan;
}
} // namespace

std::string save(const Model& model, const SavedExtras& extras)
{
    Json clips = Json::array();
    for (const auto& entry : model.shelf)
    {
        auto facts = entry.facts;
        facts["favourite"] = entry.row.favourite;
        clips.push_back(std::move(facts));
    }
    const Json state = {
        {"format", format},
        {"draft", draftToJson(model.draft)},
        {"parameters", extras.parameters},
        {"clips", clips},
        {"requests", ofShelf(model.requests, model)},
        {"plans", ofShelf(model.plans, model)},
        {"jobs", pendingJobs(model)},
        {"placements", placementsToJson(model)},
        {"selected", plain(model.selected)},
        {"window", {{"width", model.window.width}, {"height", model.window.height}}},
        {"auditioned", plain(extras.auditioned)},
        {"follows_newest", extras.followsNewest}};
    return std::string{magic} + state.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool restore(const void* bytes, std::size_t size, Model& model, SavedExtras& extras)
{
    if (bytes == nullptr || size <= magic.size() || size > mostBytes)
        return false;
    const std::string_view text{static_cast<const char*>(bytes), size};
    if (text.substr(0, magic.size()) != magic)
        return false;
    const auto json = parseBounded(std::string{text.substr(magic.size())});
    if (!json || fields::whole(*json, "format") != format)
        return false;

    model.draft = draftFromJson(fields::object(*json, "draft"));
    const auto& clips = fields::list(*json, "clips");
    for (auto clip = clips.rbegin(); clip != clips.rend(); ++clip)
        model.shelve(*clip);
    restorePlans(fields::object(*json, "requests"), model.requests);
    restorePlans(fields::object(*json, "plans"), model.plans);
    restoreJobs(fields::list(*json, "jobs"), model);
    restorePlacements(fields::object(*json, "placements"), model);
    model.selected = fields::text(*json, "selected");
    const auto& window = fields::object(*json, "window");
    model.window.width = fields::maybeInt(window, "width").value_or(0);
    model.window.height = fields::maybeInt(window, "height").value_or(0);
    extras.auditioned = fields::text(*json, "auditioned");
    extras.followsNewest = fields::flag(*json, "follows_newest", true);
    extras.parameters = fields::object(*json, "parameters");
    return true;
}

} // namespace tonekiln
