#include "CardAndNotice.h"

namespace tonekiln
{

namespace
{

constexpr int suggestions = 3;

Prompted::Way retry(EditorActions& actions)
{
    return {"Try again", [&actions] { actions.retryConnection(); }};
}

Prompted::Way start(EditorActions& actions)
{
    return {"Start Tonekiln", [&actions] { actions.startDaemon(); }};
}

Prompted invitation(const EditorState& state, EditorActions& actions)
{
    Prompted card{
        "Describe a sound", "It comes back as a clip that fits your session, bar for bar.", {}};
    for (const auto& preset : state.presets)
    {
        if (static_cast<int>(card.ways.size()) == suggestions)
            break;
        card.ways.push_back(
            {preset.name, [&actions, id = preset.id()] { actions.applyPreset(id); }});
    }
    if (!card.ways.empty())
        card.sentence += " Or begin from one of these:";
    return card;
}

juce::String orElse(const juce::String& said, const char* otherwise)
{
    return said.isNotEmpty() ? said : juce::String(otherwise);
}

Prompted unreachable(const EditorState& state, EditorActions& actions)
{
    const auto& link = state.link;
    Prompted card{orElse(link.sentence, "Tonekiln cannot be reached"), link.wayOut, {}, true};
    if (link.canStart)
        card.ways.push_back(start(actions));
    card.ways.push_back(retry(actions));
    return card;
}

Prompted problemNotice(const EditorState& state, EditorActions& actions)
{
    Prompted notice{state.problem.sentence, state.problem.wayOut, {}};
    const auto* engine = engineToGet(state);
    if (engine != nullptr)
        notice.ways.push_back(
            {"Get it", [&actions, name = engine->name] { actions.getEngine(name); }});
    notice.ways.push_back(
        {engine != nullptr ? "Not now" : "Got it", [&actions] { actions.dismissProblem(); }});
    return notice;
}

} // namespace

Prompted cardFor(const EditorState& state, EditorActions& actions)
{
    switch (state.link.link)
    {
    case Link::noDaemon:
    {
        auto card = unreachable(state, actions);
        card.heading = "The kiln is cold";
        card.sentence = orElse(state.link.sentence, "Tonekiln is not running on this machine.") +
                        " " + orElse(state.link.wayOut, "Start it here, or just press Generate.");
        return card;
    }
    case Link::failed:
        return unreachable(state, actions);
    case Link::starting:
        return {"Lighting the kiln",
                orElse(state.link.sentence, "Tonekiln is starting. You can write already."),
                {}};
    case Link::connecting:
        return {"One moment", orElse(state.link.sentence, "Looking for Tonekiln."), {}};
    case Link::idle:
    case Link::ready:
        return invitation(state, actions);
    }
    return {};
}

std::optional<Prompted> noticeFor(const EditorState& state, EditorActions& actions, bool cardShown)
{
    if (state.problem.any())
        return problemNotice(state, actions);
    const bool lost = state.link.link == Link::noDaemon || state.link.link == Link::failed;
    if (lost && !cardShown)
        return unreachable(state, actions);
    return std::nullopt;
}

} // namespace tonekiln
