#include "ClipBodies.h"

#include "Asking.h"

namespace tonekiln
{

namespace
{
namespace n = protocol::fields::Generate;

std::string key(std::string_view name)
{
    return std::string{name};
}

Json reference(const ClipRow& clip)
{
    return {{key(protocol::fields::InputAudio::clip), clip.id.toStdString()}};
}

/** As the clip was asked for, by another engine: how it was to be made is that engine's alone. */
Json bodyBy(const ClipSource& source, const juce::String& engine)
{
    auto body = bodyLike(source.clip, source.clip.sampleRate);
    if (source.asked != nullptr && source.clip.engine == engine)
        for (const auto name :
             {n::negative, n::guidance, n::steps, n::temperature, n::swing, n::loras})
            if (const auto known = source.asked->find(name); known != source.asked->end())
                body[key(name)] = *known;
    body[key(n::engine)] = engine.toStdString();
    return body;
}

bool ready(const EngineRow& engine, bool Abilities::*what)
{
    return engine.abilities.*what && !engine.away();
}
} // namespace

Json partBody(const ClipSource& source, const PartWish& wish)
{
    namespace span = protocol::fields::BarSpan;
    auto body = bodyBy(source, wish.engine);
    if (wish.words.isNotEmpty())
        body[key(n::prompt)] = wish.words.toStdString();
    auto inpaint = reference(source.clip);
    inpaint[key(protocol::fields::Inpaint::spans)] =
        Json::array({{{key(span::from), wish.span.start()}, {key(span::to), wish.span.end()}}});
    body[key(n::inpaint)] = std::move(inpaint);
    return body;
}

Json goOnBody(const ClipSource& source, const juce::String& engine)
{
    auto body = bodyBy(source, engine);
    for (const auto name : {n::seconds, n::oneShot})
        body.erase(key(name));
    body[key(n::bars)] = barsToGoOn;
    body[key(n::continuation)] = reference(source.clip);
    return body;
}

Json transformBody(const ClipSource& source, const juce::String& engine, const RequestDraft& draft)
{
    auto body = bodyBy(source, engine);
    if (draft.prompt.trim().isNotEmpty())
        body[key(n::prompt)] = draft.prompt.toStdString();
    if (draft.strength)
        body[key(n::strength)] = *draft.strength;
    body[key(n::init)] = reference(source.clip);
    return body;
}

Json stemsBody(const ClipRow& clip, const juce::String& engine)
{
    namespace separate = protocol::fields::Separate;
    return {{key(separate::source), reference(clip)},
            {key(separate::engine), engine.toStdString()}};
}

std::optional<juce::String> engineAble(bool Abilities::*what, const juce::StringArray& names,
                                       const std::vector<EngineRow>& engines)
{
    if (engines.empty())
        return names[0];
    for (const auto& name : names)
        for (const auto& engine : engines)
            if (engine.name == name && ready(engine, what))
                return name;
    for (const auto& engine : engines)
        if (ready(engine, what))
            return engine.name;
    return std::nullopt;
}

} // namespace tonekiln
