// What a person does: the editor's actions.
// Thread: message thread.
#include "Asking.h"
#include "Drafting.h"
#include "HostView.h"
#include "Session.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
constexpr std::size_t longestSearch = 500;
} // namespace

void Session::beginDeed()
{
    model.problem = {};
    placing.moveOn();
}

// Asking.

void Session::setDraft(const RequestDraft& draft)
{
    const auto held = lock();
    model.draft = draft;
    changed();
}

void Session::applyPreset(const juce::String& presetId)
{
    const auto held = lock();
    if (const auto* preset = model.preset(presetId))
        tonekiln::applyPreset(model.draft, *preset);
    else
        model.draft.preset = {};
    changed();
}

void Session::surprise()
{
    const auto held = lock();
    if (!model.presets.empty())
        applyPreset(
            model.presets[static_cast<std::size_t>(random.nextInt(int(model.presets.size())))]
                .id());
}

void Session::dropInput(InputRole role, const juce::StringArray& files)
{
    const auto held = lock();
    setInput(model.draft, role, files);
    changed();
}

void Session::clearInput(InputRole role)
{
    dropInput(role, {});
}

void Session::generate()
{
    const auto held = lock();
    beginDeed();
    auto& draft = model.draft;
    if (!draft.seedLocked)
        draft.seed = freshSeed();
    AskingFacts facts;
    facts.host = host();
    if (const auto* engine = model.engine(draft.engine))
        facts.engine = *engine;
    if (const auto* preset = model.preset(draft.preset))
        facts.preset = *preset;
    auto body = generateBody(draft, facts);
    if (auto* problem = std::get_if<Problem>(&body))
        model.problem = *problem;
    else
        requests.ask(kinds::generate, std::get<Json>(std::move(body)), draft.prompt);
    changed();
}

void Session::cancel()
{
    const auto held = lock();
    requests.cancelNewest();
    changed();
}

void Session::savePreset(const juce::String& name)
{
    const auto held = lock();
    client.request(kinds::savePreset, {{"preset", presetBody(model.draft, name)}});
}

void Session::loadEngine(const juce::String& engine)
{
    client.request(kinds::loadEngine, {{"engine", engine.toStdString()}});
    client.request(kinds::listEngines, Json::object());
}

void Session::pinEngine(const juce::String& engine, bool pinned)
{
    client.request(kinds::pinEngine, {{"engine", engine.toStdString()}, {"pinned", pinned}});
}

// The shelf.

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

// Onto the timeline.

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

// The daemon.

void Session::startDaemon()
{
    client.startDaemon();
}

void Session::retryConnection()
{
    client.retryNow();
}

void Session::dismissProblem()
{
    const auto held = lock();
    model.problem = {};
    changed();
}

} // namespace tonekiln
