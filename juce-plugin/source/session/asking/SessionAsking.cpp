// What a person does in the ask zone, and about the daemon.
// Thread: message thread.
#include "Asking.h"
#include "Drafting.h"
#include "session/host/HostView.h"
#include "session/Session.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
} // namespace

void Session::beginDeed()
{
    model.problem = {};
    placing.moveOn();
}

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
