#include "AskActions.h"

#include "Asking.h"
#include "Drafting.h"
#include "session/host/HostView.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
} // namespace

AskActions::AskActions(SharedModel& known, Client& daemon, Requests& asked, Placing& placed,
                       const Parameters& automated, const Published<Transport>& hostTransport)
    : shared(known)
    , model(known.model)
    , client(daemon)
    , requests(asked)
    , placing(placed)
    , transport(hostTransport)
    , automation(automated)
{
}

void AskActions::setDraft(const RequestDraft& draft)
{
    const auto held = shared.lock();
    model.draft = draft;
    shared.changed();
}

void AskActions::applyPreset(const juce::String& presetId)
{
    const auto held = shared.lock();
    if (const auto* preset = model.preset(presetId))
        tonekiln::applyPreset(model.draft, *preset);
    else
        model.draft.preset = {};
    shared.changed();
}

void AskActions::surprise()
{
    const auto held = shared.lock();
    if (!model.presets.empty())
        applyPreset(
            model.presets[static_cast<std::size_t>(random.nextInt(int(model.presets.size())))]
                .id());
}

void AskActions::dropInput(InputRole role, const juce::StringArray& files)
{
    const auto held = shared.lock();
    setInput(model.draft, role, files);
    shared.changed();
}

void AskActions::generate()
{
    const auto held = shared.lock();
    placing.forgetOutcome();
    auto& draft = model.draft;
    if (!draft.seedLocked)
        draft.seed = requests.freshSeed();
    AskingFacts facts;
    facts.host = hostFacts(transport.read());
    if (const auto* engine = model.engine(draft.engine))
        facts.engine = *engine;
    if (const auto* preset = model.preset(draft.preset))
        facts.preset = *preset;
    auto body = generateBody(draft, facts);
    if (auto* problem = std::get_if<Problem>(&body))
        model.problem = *problem;
    else
        requests.ask(kinds::generate, std::get<Json>(std::move(body)), draft.prompt);
    shared.changed();
}

void AskActions::cancel()
{
    const auto held = shared.lock();
    requests.cancelNewest();
    shared.changed();
}

void AskActions::savePreset(const juce::String& name)
{
    const auto held = shared.lock();
    client.request(kinds::savePreset, {{"preset", presetBody(model.draft, name)}});
}

void AskActions::loadEngine(const juce::String& engine)
{
    client.request(kinds::loadEngine, {{"engine", engine.toStdString()}});
    client.request(kinds::listEngines, Json::object());
}

void AskActions::pinEngine(const juce::String& engine, bool pinned)
{
    client.request(kinds::pinEngine, {{"engine", engine.toStdString()}, {"pinned", pinned}});
}

void AskActions::automate()
{
    const auto held = shared.lock();
    if (const auto preset = automation.presetGoneTo(static_cast<int>(model.presets.size())))
        applyPreset(model.presets[static_cast<std::size_t>(*preset - 1)].id());
    if (automation.triggered())
        generate();
}

} // namespace tonekiln
