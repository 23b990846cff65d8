#include "ShelfActions.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
namespace limits = protocol::limits;

/** As much of a search as the daemon takes; the rest is looked for among what it finds, as all of
    it is (matches). */
juce::String searchable(const juce::String& search)
{
    auto words = searchWords(search);
    words.removeRange(int{limits::maxSearchWords}, words.size());
    return words.joinIntoString(" ").substring(0, int{limits::maxPromptCharacters});
}
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
        client.request(kinds::searchClips,
                       {{"words", searchable(model.search).toStdString()}, {"limit", 100}});
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
    hear(clipId, &Listening::play);
}

void ShelfActions::compare(const juce::String& clipId)
{
    hear(clipId, &Listening::compare);
}

void ShelfActions::hear(const juce::String& clipId, void (Listening::*how)(const juce::String&))
{
    parameters.auditionOn.setValueNotifyingHost(1.0f);
    const auto held = shared.lock();
    placing.clearOutcome();
    files.ensureLocal(clipId);
    (listening.*how)(clipId);
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

ClipSource ShelfActions::sourceOf(const ShelfEntry& entry) const
{
    const auto asked = model.requests.find(entry.row.planId.toStdString());
    return {entry.row, asked != model.requests.end() ? &asked->second : nullptr};
}

std::optional<juce::String>
ShelfActions::engineFor(bool Abilities::*what, const juce::StringArray& names, const char* cannot)
{
    auto able = engineAble(what, names, model.engines);
    if (!able)
        model.problem = {"local", cannot, "Get one that can: press the engine's name.", {}};
    return able;
}

void ShelfActions::remakePart(const PartWish& wish)
{
    const auto held = shared.lock();
    if (const auto* entry = model.clip(wish.clipId))
    {
        placing.forgetOutcome();
        requests.buildOn(*entry, partBody(sourceOf(*entry), wish));
    }
    shared.changed();
}

void ShelfActions::goOn(const juce::String& clipId)
{
    const auto held = shared.lock();
    if (const auto* entry = model.clip(clipId))
    {
        placing.forgetOutcome();
        if (const auto engine =
                engineFor(&Abilities::continuation, {entry->row.engine, model.draft.engine},
                          "No engine here can go on from a clip."))
            requests.buildOn(*entry, goOnBody(sourceOf(*entry), *engine));
    }
    shared.changed();
}

void ShelfActions::transform(const juce::String& clipId)
{
    const auto held = shared.lock();
    if (const auto* entry = model.clip(clipId))
    {
        placing.forgetOutcome();
        const auto engine =
            engineFor(&Abilities::init,
                      {model.draft.engine.isNotEmpty() ? model.draft.engine : model.defaultEngine,
                       entry->row.engine},
                      "No engine here can start from a clip.");
        const auto placed = model.placements.find(clipId);
        auto* job =
            engine ? requests.buildOn(*entry, transformBody(sourceOf(*entry), *engine, model.draft))
                   : nullptr;
        if (job != nullptr && placed != model.placements.end())
            job->inPlaceOf = placed->second;
    }
    shared.changed();
}

void ShelfActions::takeStems(const juce::String& clipId)
{
    const auto held = shared.lock();
    if (const auto* entry = model.clip(clipId))
    {
        placing.forgetOutcome();
        if (const auto engine = engineFor(&Abilities::separate, {usualSeparator},
                                          "No engine here can take a clip apart."))
            requests.ask(kinds::separate, stemsBody(entry->row, *engine),
                         "stems of " + entry->row.prompt);
    }
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
