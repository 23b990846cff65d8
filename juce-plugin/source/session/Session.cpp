#include "Session.h"

#include "session/host/HostView.h"
#include "session/news/EditorView.h"
#include "session/saved/SavedState.h"

namespace tonekiln
{

Session::Session(Parameters& automated, Audition& heardThrough,
                 const Published<Transport>& hostTransport, juce::File homeFolder, HostRoad road)
    : home(std::move(homeFolder))
    , parameters(automated)
    , transport(hostTransport)
    , model(shared.model)
    , listening(model, automated, heardThrough, hostTransport, loader)
    , requests(model, client)
    , placing(model, client, std::move(road))
    , getting(model, client)
    , files(shared, client, loader, listening, libraryHere())
    , ask(shared, client, requests, placing, automated, hostTransport)
    , onGetting(shared, getting)
    , onShelf(shared, client, requests, placing, listening, files, automated)
    , timeline(shared, requests, placing, listening)
    , news(shared, client, requests, placing, getting, listening, files, ask, timeline)
    , firstSteps(home)
    , loader(heardThrough, files)
    , client(news, home)
{
}

void Session::prepared(double sampleRate)
{
    const auto held = shared.lock();
    client.begin();
    listening.prepared(sampleRate);
}

void Session::withoutHost()
{
    const auto held = shared.lock();
    listening.withoutHost();
}

// Looking.

HostFacts Session::host() const
{
    return hostFacts(transport.read());
}

AuditionStatus Session::audition() const
{
    const auto held = shared.lock();
    return listening.status();
}

EditorState Session::state() const
{
    const auto held = shared.lock();
    auto shown = editorState(model, listening, placing, getting, host(), timeline.reaperOpen(),
                             files.fetchingAny());
    shown.firstSteps = firstSteps.due();
    return shown;
}

void Session::editorOpened()
{
    const auto held = shared.lock();
    ++shared.editors;
    firstSteps.look(!model.shelf.empty());
    client.want(true);
    requests.resume();
    files.outlineMissing();
}

void Session::editorClosed()
{
    const auto held = shared.lock();
    if (--shared.editors == 0)
        client.want(model.busyJobs() > 0);
}

void Session::rememberWindow(WindowSize size)
{
    const auto held = shared.lock();
    model.window = size;
}

void Session::firstStepsSeen()
{
    const auto held = shared.lock();
    firstSteps.seen();
    shared.changed();
}

void Session::dismissProblem()
{
    const auto held = shared.lock();
    model.problem = {};
    shared.changed();
}

void Session::waitForAudition(int milliseconds)
{
    const auto until =
        juce::Time::getMillisecondCounter() + static_cast<std::uint32_t>(milliseconds);
    for (;;)
    {
        {
            const auto held = shared.lock();
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
    const auto held = shared.lock();
    return save(model, {listening.chosen(), listening.followsNewest(), parameters.toJson()});
}

void Session::restoreState(const void* bytes, std::size_t size)
{
    Model fresh;
    SavedExtras extras;
    const bool readable = restore(bytes, size, fresh, extras);
    // Not under the lock: this calls the host.
    parameters.fromJson(extras.parameters);
    const auto held = shared.lock();
    if (!readable)
    {
        model.problem = {"local",
                         "The saved session could not be read.",
                         "It starts empty; your clips are still in the library.",
                         {}};
        shared.changed();
        return;
    }
    fresh.link = model.link;
    fresh.engines = model.engines;
    fresh.engineProblems = model.engineProblems;
    fresh.defaultEngine = model.defaultEngine;
    fresh.suggestedEngine = model.suggestedEngine;
    fresh.presets = model.presets;
    model = std::move(fresh);
    ask.restored();
    requests.mayBeLost();
    listening.restored(extras.auditioned, extras.followsNewest);
    if (shared.editors > 0)
    {
        requests.resume();
        files.outlineMissing();
    }
    shared.changed();
}

} // namespace tonekiln
