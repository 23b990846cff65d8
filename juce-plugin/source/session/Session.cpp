#include "Session.h"

#include "Asking.h"
#include "Fields.h"
#include "StatusWords.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;

constexpr std::uint32_t steadyMs = 700;       ///< a tempo held this long is worth a refit
constexpr std::uint32_t previewEveryMs = 400; ///< how often a growing preview is loaded anew

std::uint32_t nowMs()
{
    return juce::Time::getMillisecondCounter();
}
} // namespace

Session::Session(Parameters& automated, Audition& heardThrough,
                 const Published<Transport>& hostTransport, juce::File home)
    : parameters(automated)
    , audience(heardThrough)
    , transport(hostTransport)
    , loader(heardThrough, *this)
    , client(*this, std::move(home))
{
}

Session::~Session() = default;

// Looking.

HostFacts Session::host() const
{
    const auto now = transport.read();
    HostFacts facts;
    facts.present = now.present;
    facts.playing = now.playing;
    facts.looping = now.looping;
    facts.bpm = now.bpm;
    facts.meterNumerator = now.meter.numerator;
    facts.meterDenominator = now.meter.denominator;
    facts.ppq = now.ppq;
    facts.barStartPpq = now.barStart;
    facts.loopStartPpq = now.loopStart;
    facts.loopEndPpq = now.loopEnd;
    facts.sampleRate = now.sampleRate;
    facts.sample = now.sample;
    return facts;
}

AuditionStatus Session::audition() const
{
    const auto held = lock();
    return auditionLocked();
}

AuditionStatus Session::auditionLocked() const
{
    const auto now = audience.status();
    AuditionStatus status;
    status.on = parameters.auditionOn.get();
    status.gainDb = parameters.auditionGain.get();
    status.clipId = auditioned;
    if (auditioned.isEmpty() || !status.on)
        return status;
    const bool isPreview = model.clip(auditioned) == nullptr;
    status.mood = AuditionMood::waiting;
    if (now.sounding && now.ticket == ticketWanted)
    {
        status.position = now.position;
        status.mood = isPreview ? AuditionMood::preview : AuditionMood::inTime;
        if (!now.inTime && !isPreview)
            status.mood = AuditionMood::realigning;
    }
    return status;
}

EditorState Session::state() const
{
    const auto held = lock();
    EditorState state;
    state.link = model.link;
    state.engines = model.engines;
    state.defaultEngine = model.defaultEngine;
    state.presets = model.presets;
    state.draft = model.draft;
    if (const auto* newest = model.newestJob())
        state.job = newest->status;
    state.otherJobs = std::max(0, model.busyJobs() - (state.job.busy() ? 1 : 0));
    state.search = model.search;
    state.selectedClip = model.selected;
    state.window = model.window;
    state.audition = auditionLocked();
    state.host = host();
    state.problem = model.problem;
    const auto add = [&](const std::vector<ShelfEntry>& entries)
    {
        for (const auto& entry : entries)
            if (matches(entry.row, model.search))
            {
                state.clips.push_back(entry.row);
                state.clips.back().playing =
                    entry.row.id == auditioned && audience.status().sounding;
            }
    };
    add(model.shelf);
    if (model.search.isNotEmpty())
        add(model.found);
    state.statusLine = statusLine(state);
    return state;
}

void Session::editorOpened()
{
    const auto held = lock();
    ++editors;
    client.want(true);
    bringBackJobs();
    outlineMissing();
}

void Session::editorClosed()
{
    const auto held = lock();
    if (--editors == 0)
        client.want(model.busyJobs() > 0);
}

void Session::rememberWindow(WindowSize size)
{
    const auto held = lock();
    model.window = size;
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
    auto& draft = model.draft;
    const auto* preset = model.preset(presetId);
    draft.preset = preset != nullptr ? presetId : juce::String{};
    if (preset != nullptr)
    {
        draft.prompt = preset->words;
        draft.negative = preset->negative;
        draft.oneShot = preset->oneShot;
        if (preset->bars)
        {
            draft.lengthMode = LengthMode::bars;
            draft.bars = *preset->bars;
        }
        else if (preset->seconds)
        {
            draft.lengthMode = LengthMode::seconds;
            draft.seconds = *preset->seconds;
        }
    }
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
    auto& inputs = model.draft.inputs;
    std::erase_if(inputs, [&](const InputFile& input) { return input.role == role; });
    if (!files.isEmpty())
        inputs.push_back({role, files[0]});
    changed();
}

void Session::clearInput(InputRole role)
{
    dropInput(role, {});
}

void Session::generate()
{
    const auto held = lock();
    model.problem = {};
    auto& draft = model.draft;
    if (!draft.seedLocked)
        draft.seed = static_cast<std::uint32_t>(random.nextInt64());
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
        askFor(std::get<Json>(std::move(body)), draft.prompt);
    changed();
}

void Session::askFor(Json body, const juce::String& prompt)
{
    ask(kinds::generate, std::move(body), prompt);
}

void Session::ask(std::string_view kind, Json body, const juce::String& prompt,
                  const juce::String& refitOf)
{
    const auto id = client.request(kind, body);
    auto job = newJob(id, kind, std::move(body), prompt);
    job.refitOf = refitOf;
    model.add(std::move(job));
    client.want(true);
    changed();
}

void Session::cancel()
{
    const auto held = lock();
    const auto* newest = model.newestJob();
    if (newest == nullptr || !newest->status.busy())
        return;
    if (model.link.link == Link::ready)
        client.request(kinds::cancel, {{"job", newest->id}});
    else
        takeEnd(*model.job(newest->id), JobPhase::cancelled, {});
    changed();
}

void Session::savePreset(const juce::String& name)
{
    const auto held = lock();
    const auto& draft = model.draft;
    Json preset = {{"name", name.toStdString()}, {"words", draft.prompt.toStdString()}};
    if (draft.engine.isNotEmpty())
        preset["engines"] = Json::array({draft.engine.toStdString()});
    if (draft.negative.isNotEmpty())
        preset["negative"] = draft.negative.toStdString();
    if (draft.lengthMode == LengthMode::bars)
        preset["bars"] = draft.bars;
    if (draft.lengthMode == LengthMode::seconds)
        preset["seconds"] = draft.seconds;
    if (draft.oneShot)
        preset["one_shot"] = true;
    client.request(kinds::savePreset, {{"preset", preset}});
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
        client.request(kinds::searchClips,
                       {{"words", model.search.substring(0, 500).toStdString()}, {"limit", 100}});
    changed();
}

void Session::select(const juce::String& clipId)
{
    const auto held = lock();
    model.selected = clipId;
    changed();
}

void Session::startAudition(const juce::String& clipId)
{
    parameters.auditionOn.setValueNotifyingHost(1.0f);
    const auto held = lock();
    if (!host().playing)
        audience.playFreely();
    const auto* newest = model.newestJob();
    followsNewest = (newest != nullptr && newest->status.id == clipId) ||
                    (!model.shelf.empty() && model.shelf.front().row.id == clipId);
    audible(clipId);
}

void Session::stopAudition()
{
    const auto held = lock();
    followsNewest = false;
    audience.stopPlayingFreely();
    audible({});
}

void Session::audible(const juce::String& clipId)
{
    auditioned = clipId;
    loadAudition();
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
    const auto* entry = model.clip(clipId);
    if (entry == nullptr)
        return;
    const auto known = model.requests.find(entry->row.planId.toStdString());
    auto body =
        known != model.requests.end() ? known->second : bodyLike(entry->row, entry->row.sampleRate);
    body["seed"] = static_cast<std::uint32_t>(random.nextInt64());
    model.problem = {};
    askFor(std::move(body), entry->row.prompt);
}

void Session::makeAgain(const juce::String& clipId)
{
    const auto held = lock();
    model.problem = {};
    if (const auto* entry = model.clip(clipId))
        ask(kinds::remake, {{"plan_id", entry->row.planId.toStdString()}}, entry->row.prompt);
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
    if (auditioned == clipId)
        audible({});
    model.unshelve(clipId);
    if (model.selected == clipId)
        model.selected = {};
    changed();
}

juce::StringArray Session::dragOut(const juce::StringArray& clipIds)
{
    const auto held = lock();
    juce::StringArray files;
    const auto facts = host();
    for (const auto& id : clipIds)
        if (const auto* entry = model.clip(id))
        {
            const auto* fitted = versionFor(*entry, facts);
            for (const auto& path : {fitted->row.path, entry->row.path})
                if (juce::File::isAbsolutePath(path) && juce::File{path}.existsAsFile())
                {
                    files.add(path);
                    break;
                }
        }
    return files;
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

void Session::linkChanged(const LinkStatus& status)
{
    const auto held = lock();
    const bool lost = model.link.link == Link::ready && status.link != Link::ready;
    model.link = status;
    if (status.link == Link::ready)
    {
        client.request(kinds::listEngines, Json::object());
        client.request(kinds::listPresets, Json::object());
    }
    if ((lost || status.link == Link::noDaemon) && model.busyJobs() > 0)
        jobsToBringBack = true;
    if (status.link == Link::ready || status.link == Link::noDaemon)
        bringBackJobs();
    changed();
}

/** Asks again, under their old ids, for jobs whose daemon is gone: one that lives on tells what
    became of them, a new one takes them up. Each is asked for again once at most. */
void Session::bringBackJobs()
{
    if (!jobsToBringBack)
        return;
    jobsToBringBack = false;
    for (auto& job : model.jobs)
        if (job.status.busy() && job.shown() && !job.broughtBack)
        {
            job.broughtBack = model.link.link == Link::noDaemon;
            client.repeat(job.id, job.kind, job.body);
        }
}

void Session::undeliverable(const Message& request)
{
    const auto held = lock();
    if (auto* job = model.job(request.id))
    {
        takeEnd(*job, JobPhase::failed, model.link.sentence);
        model.problem = {"local", model.link.sentence, model.link.wayOut, {}};
    }
    changed();
}

void Session::received(const Message& message, const Message* request)
{
    const auto held = lock();
    actOn(model.take(message, request));
    if (message.kind == kinds::engineState || message.kind == kinds::presetSaved)
    {
        client.request(kinds::listEngines, Json::object());
        client.request(kinds::listPresets, Json::object());
    }
    changed();
}

void Session::actOn(const News& news)
{
    if (news.arrived)
    {
        const auto* entry = model.clip(*news.arrived);
        loader.outline(entry->row.id, juce::File{entry->row.path});
        client.request(kinds::showClip, {{"clip_id", entry->row.id.toStdString()}});
        const auto* newest = model.newestJob();
        const bool first = newest == nullptr || newest->status.clipsDone <= 1;
        if (first)
            model.selected = *news.arrived;
        if (followsNewest && first)
            audible(*news.arrived);
        else if (auditioned == *news.arrived)
            loadAudition();
    }
    if (news.refitted && *news.refitted == auditioned)
        loadAudition();
    if (news.previewOf)
        loadPreview(*model.job(*news.previewOf));
    if (news.notThere)
    {
        // Another machine's Plan: the request itself makes the same clip again.
        const auto* failed = model.job(*news.notThere);
        const auto plan = fields::text(failed->body, "plan_id").toStdString();
        if (const auto known = model.requests.find(plan); known != model.requests.end())
            askFor(known->second, failed->status.prompt);
        else
            model.problem = {"not_found",
                             "This clip's recipe is not on this machine.",
                             "Generate it anew from its words.",
                             {}};
    }
    if (news.ended)
    {
        client.request(kinds::listEngines, Json::object());
        client.want(editors > 0 || model.busyJobs() > 0);
    }
}

// What goes on by itself.

void Session::tick()
{
    const auto held = lock();
    followAutomation();
    followTempo();
    const auto now = audience.status();
    if (now.ticket != heard.ticket || now.sounding != heard.sounding || now.inTime != heard.inTime)
        changed();
    heard = now;
}

void Session::followAutomation()
{
    if (const int index = parameters.preset.get(); index != presetSeen && !model.presets.empty())
    {
        presetSeen = index;
        if (index >= 1 && index <= static_cast<int>(model.presets.size()))
            applyPreset(model.presets[static_cast<std::size_t>(index - 1)].id());
    }
    if (const int triggers = parameters.triggerCount(); triggers != triggersSeen)
    {
        triggersSeen = triggers;
        generate();
    }
}

/** Asks for a refit of what is auditioned once the host's tempo has settled on another one. */
void Session::followTempo()
{
    const auto facts = host();
    if (std::abs(facts.bpm - steadyBpm) > 1.0e-9)
    {
        steadyBpm = facts.bpm;
        steadySince = nowMs();
        return;
    }
    const auto* entry = model.clip(auditioned);
    if (entry == nullptr || !facts.playing || nowMs() - steadySince < steadyMs)
        return;
    const auto bpm = nearestMicroBpm(facts.bpm);
    const auto* version = versionFor(*entry, facts);
    if (!entry->shape.loops() || std::abs(version->shape.bpm - bpm) <= 50)
    {
        if (version->shape.bpm != 0 && audience.status().ticket == ticketLoaded &&
            !audience.status().inTime && audience.status().sounding)
            loadAudition();
        return;
    }
    auto& asked = refitAsked[auditioned];
    if (asked == bpm)
        return;
    // A running daemon is asked; for a change of tempo alone none is started.
    client.want(true);
    if (model.link.link != Link::ready)
        return;
    asked = bpm;
    ask(kinds::refit,
        {{"clip_id", auditioned.toStdString()},
         {"bpm", bpmText(bpm)},
         {"sample_rate", static_cast<int>(facts.sampleRate)}},
        entry->row.prompt, auditioned);
}

/** The clip itself, or its refit where that is nearer the host's tempo. */
const ShelfEntry* Session::versionFor(const ShelfEntry& entry, const HostFacts& facts) const
{
    const auto refit = model.refits.find(entry.row.id);
    if (refit == model.refits.end())
        return &entry;
    const auto bpm = nearestMicroBpm(facts.bpm);
    const bool nearer = std::abs(refit->second.shape.bpm - bpm) < std::abs(entry.shape.bpm - bpm);
    return nearer ? &refit->second : &entry;
}

void Session::prepared(double sampleRate)
{
    const auto held = lock();
    client.begin();
    const bool another = std::abs(hostRate - sampleRate) > 0.5;
    hostRate = sampleRate;
    if (another && auditioned.isNotEmpty())
        loadAudition();
}

void Session::loadAudition()
{
    const auto* entry = model.clip(auditioned);
    if (entry == nullptr || hostRate < 1.0)
    {
        ticketWanted = hostRate < 1.0 ? 0 : loader.silence();
        return;
    }
    const auto* version = versionFor(*entry, host());
    ticketWanted = loader.audition(juce::File{version->row.path}, version->shape,
                                   static_cast<int>(std::lround(hostRate)));
}

void Session::loadPreview(const Job& job)
{
    if (auditioned.isEmpty() && followsNewest)
        auditioned = job.status.id;
    if (auditioned != job.status.id || hostRate < 1.0 || nowMs() - previewLoadedAt < previewEveryMs)
        return;
    previewLoadedAt = nowMs();
    ClipShape shape;
    shape.sampleRate = job.previewRate;
    shape.meter =
        Meter::parse(fields::text(job.body, "meter", "4/4").toStdString()).value_or(Meter{});
    shape.bpm = parseBpm(fields::text(job.body, "bpm", "120").toStdString()).value_or(shape.bpm);
    shape.bars = fields::maybeInt(job.body, "bars").value_or(0);
    shape.frames = shape.bars > 0 ? barFrames(shape.bars, shape.meter, shape.bpm, shape.sampleRate)
                                  : job.previewFrames;
    juce::AudioBuffer<float> sound{job.preview.getNumChannels(), job.previewFrames};
    for (int channel = 0; channel < sound.getNumChannels(); ++channel)
        sound.copyFrom(channel, 0, job.preview, channel, 0, job.previewFrames);
    ticketWanted =
        loader.auditionPreview(std::move(sound), shape, static_cast<int>(std::lround(hostRate)));
}

void Session::loaded(std::uint64_t ticket, bool readable)
{
    const auto held = lock();
    ticketLoaded = std::max(ticketLoaded, ticket);
    if (!readable && ticket == ticketWanted)
        if (auto* entry = model.clip(auditioned))
            entry->row.fileExists = juce::File{entry->row.path}.existsAsFile();
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

void Session::outlineMissing()
{
    for (const auto& entry : model.shelf)
        if (entry.row.waveform == nullptr && entry.row.path.isNotEmpty())
            loader.outline(entry.row.id, juce::File{entry.row.path});
}

void Session::waitForAudition(int milliseconds)
{
    const auto until = nowMs() + static_cast<std::uint32_t>(milliseconds);
    for (;;)
    {
        {
            const auto held = lock();
            if (ticketLoaded >= ticketWanted)
                return;
        }
        if (nowMs() > until)
            return;
        juce::Thread::sleep(2);
    }
}

// The project file.

std::string Session::saveState()
{
    const auto held = lock();
    return save(model, {auditioned, followsNewest, parameters.toJson()});
}

void Session::restoreState(const void* bytes, std::size_t size)
{
    Model fresh;
    SavedExtras extras;
    const bool readable = restore(bytes, size, fresh, extras);
    // Not under the lock: this calls the host.
    parameters.fromJson(extras.parameters);
    const auto held = lock();
    if (!readable)
    {
        model.problem = {"local",
                         "The saved session could not be read.",
                         "It starts empty; your clips are still in the library.",
                         {}};
        changed();
        return;
    }
    fresh.link = model.link;
    fresh.engines = model.engines;
    fresh.defaultEngine = model.defaultEngine;
    fresh.presets = model.presets;
    model = std::move(fresh);
    auditioned = model.clip(extras.auditioned) != nullptr ? extras.auditioned : juce::String{};
    followsNewest = extras.followsNewest;
    presetSeen = parameters.preset.get();
    jobsToBringBack = true;
    loadAudition();
    if (editors > 0)
    {
        bringBackJobs();
        outlineMissing();
    }
    changed();
}

} // namespace tonekiln
