#include "Session.h"

#include "HostView.h"
#include "StatusWords.h"

namespace tonekiln
{

Session::Session(Parameters& automated, Audition& heardThrough,
                 const Published<Transport>& hostTransport, juce::File homeFolder, HostRoad around)
    : home(std::move(homeFolder))
    , parameters(automated)
    , transport(hostTransport)
    , inReaper(false)
    , automation(automated)
    , listening(model, automated, heardThrough, hostTransport, loader)
    , requests(model, client)
    , placing(model, client, std::move(around))
    , fetching(client, libraryHere())
    , loader(heardThrough, *this)
    , client(*this, home)
{
}

Session::~Session()
{
    cancelPendingUpdate();
}

void Session::prepared(double sampleRate)
{
    const auto held = lock();
    client.begin();
    listening.prepared(sampleRate);
}

void Session::hostApplication(Steinberg::FUnknown* context)
{
    reaper.connect(context);
    inReaper = reaper.open();
    changed();
}

// Looking.

HostFacts Session::host() const
{
    return hostFacts(transport.read());
}

AuditionStatus Session::audition() const
{
    const auto held = lock();
    return listening.status();
}

EditorState Session::state() const
{
    const auto held = lock();
    EditorState state;
    state.link = model.link;
    state.engines = model.engines;
    state.engineProblems = model.engineProblems;
    state.defaultEngine = model.defaultEngine;
    state.presets = model.presets;
    state.draft = model.draft;
    if (const auto* newest = model.newestJob())
        state.job = newest->status;
    state.otherJobs = std::max(0, model.busyJobs() - (state.job.busy() ? 1 : 0));
    state.search = model.search;
    state.selectedClip = model.selected;
    state.window = model.window;
    state.audition = listening.status();
    state.host = host();
    state.problem = model.problem;
    state.fetching = fetching.busy();
    state.placing = placing.state(reaper.open());
    const auto add = [&](const std::vector<ShelfEntry>& entries)
    {
        for (const auto& entry : entries)
            if (matches(entry.row, model.search))
            {
                auto& row = state.clips.emplace_back(entry.row);
                row.playing = row.id == listening.chosen() && listening.sounding();
                const auto placed = model.placements.find(row.id);
                row.replaceable =
                    placed != model.placements.end() && placed->second.item.isNotEmpty();
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
    requests.bringBack();
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

void Session::outlineMissing()
{
    for (const auto& entry : model.shelf)
        if (entry.row.waveform == nullptr && entry.row.path.isNotEmpty())
            loader.outline(entry.row.id, fetching.placeOf(entry));
}

void Session::waitForAudition(int milliseconds)
{
    const auto until =
        juce::Time::getMillisecondCounter() + static_cast<std::uint32_t>(milliseconds);
    for (;;)
    {
        {
            const auto held = lock();
            if (listening.settled())
                return;
        }
        if (juce::Time::getMillisecondCounter() > until)
            return;
        juce::Thread::sleep(2);
    }
}

// The project file.

std::string Session::saveState()
{
    const auto held = lock();
    return save(model, {listening.chosen(), listening.followsNewest(), parameters.toJson()});
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
    fresh.engineProblems = model.engineProblems;
    fresh.defaultEngine = model.defaultEngine;
    fresh.presets = model.presets;
    model = std::move(fresh);
    automation.restored();
    requests.mayBeLost();
    listening.restored(extras.auditioned, extras.followsNewest);
    if (editors > 0)
    {
        requests.bringBack();
        outlineMissing();
    }
    changed();
}

} // namespace tonekiln
