#include "Asking.h"

#include "protocol/Grid.h"
#include "session/model/Fields.h"

#include <cmath>

namespace tonekiln
{

namespace
{
namespace n = protocol::fields::Generate;
namespace limits = protocol::limits;

std::string key(std::string_view name)
{
    return std::string{name};
}

Problem wrong(const char* field, juce::String sentence, juce::String wayOut)
{
    return {"local", std::move(sentence), std::move(wayOut), field};
}

struct Length
{
    std::optional<int> bars;
    std::optional<double> seconds;
};

/** A loop region this close to whole bars is whole bars: hosts place its ends by hand or snap. */
constexpr double sameBars = 1.0e-3;

std::variant<Length, Problem> lengthOf(const RequestDraft& draft, const HostFacts& host,
                                       Meter meter, MicroBpm bpm)
{
    if (draft.lengthMode == LengthMode::seconds)
        return Length{{}, std::clamp(draft.seconds, limits::minSeconds, limits::maxSeconds)};
    if (draft.lengthMode == LengthMode::bars)
        return Length{std::clamp(draft.bars, 1, static_cast<int>(limits::maxBars)), {}};
    const double quarters = host.loopEndPpq - host.loopStartPpq;
    if (!(quarters > 0.0))
        return wrong("bars", "There is no loop region to take the length from.",
                     "Set one in your DAW, or choose a number of bars.");
    const double bars = quarters / meter.quartersPerBar();
    const auto whole = std::lround(bars);
    if (whole >= 1 && whole <= limits::maxBars && std::abs(bars - double(whole)) < sameBars)
        return Length{static_cast<int>(whole), {}};
    const double seconds = quarters * 60.0e6 / static_cast<double>(bpm);
    if (seconds > limits::maxSeconds)
        return wrong("bars",
                     "The loop region is longer than " +
                         juce::String{juce::roundToInt(limits::maxSeconds / 60.0)} + " minutes.",
                     "Make it shorter.");
    return Length{{}, std::max(seconds, limits::minSeconds)};
}

void addAbilities(Json& body, const RequestDraft& draft, const Abilities& able)
{
    if (able.negative && draft.negative.isNotEmpty())
        body[key(n::negative)] = draft.negative.toStdString();
    if (able.guidance && draft.guidance)
        body[key(n::guidance)] = *draft.guidance;
    if (able.steps && draft.steps)
        body[key(n::steps)] = *draft.steps;
    if (able.temperature && draft.temperature)
        body[key(n::temperature)] = *draft.temperature;
    if (able.swing && draft.swing)
        body[key(n::swing)] = *draft.swing;
    if (able.stems && draft.stems)
        body[key(n::stems)] = true;
    if (able.oneShot && draft.oneShot)
        body[key(n::oneShot)] = true;
    if (able.preview)
        body[key(n::previews)] = true;
    for (const auto& input : draft.inputs)
    {
        const Json source = {{"path", input.path.toStdString()}};
        if (input.role == InputRole::init && able.init)
        {
            body[key(n::init)] = source;
            if (draft.strength)
                body[key(n::strength)] = *draft.strength;
        }
        if (input.role == InputRole::continuation && able.continuation)
            body[key(n::continuation)] = source;
        if (input.role == InputRole::melody && able.melody)
            body[key(n::melody)] = source;
    }
}

/** Those that go with the engine: the draft keeps others for when theirs is chosen again. */
void addLoras(Json& body, const RequestDraft& draft, const EngineRow& engine)
{
    namespace lora = protocol::fields::Lora;
    auto used = Json::array();
    for (const auto& known : engine.loras)
        if (const auto set = draft.loras.find(known.name); set != draft.loras.end())
            if (set->second != 0.0 && used.size() < std::size_t{limits::maxLoras})
                used.push_back({{key(lora::name), known.name.toStdString()},
                                {key(lora::weight), set->second}});
    if (!used.empty())
        body[key(n::loras)] = std::move(used);
}

/** With the preset's own words untouched, the preset is sent by name: it knows better words for
    each engine. Anything typed is sent as it stands. */
void addWords(Json& body, const RequestDraft& draft, const AskingFacts& facts)
{
    const bool untouched = facts.preset && facts.preset->words == draft.prompt;
    body[key(n::prompt)] = untouched ? std::string{} : draft.prompt.toStdString();
    if (untouched)
        body[key(n::preset)] = facts.preset->name.toStdString();
}

void addPlacement(Json& body, const HostFacts& host)
{
    if (!host.present)
        return;
    const double quarters = host.looping  ? host.loopStartPpq
                            : host.placed ? host.barStartPpq
                                          : host.ppq;
    const double sample = static_cast<double>(host.sample) +
                          (quarters - host.ppq) * 60.0 * host.sampleRate / host.bpm;
    body[key(n::placement)] = {{"at", host.looping ? "loop_start" : "playhead"},
                               {"sample", std::max<std::int64_t>(0, std::llround(sample))}};
}

/** Without knowing the engine, everything that was typed is sent and the daemon judges. */
Abilities everything()
{
    Abilities able;
    able.negative = able.guidance = able.temperature = able.steps = able.init = able.continuation =
        able.melody = able.stems = able.oneShot = able.key = able.swing = able.preview = true;
    return able;
}
} // namespace

std::variant<Json, Problem> generateBody(const RequestDraft& draft, const AskingFacts& facts)
{
    const auto bpm = draft.bpmOverride.value_or(facts.host.bpm);
    if (bpm < double(limits::minBpm) || bpm > double(limits::maxBpm))
        return wrong("bpm",
                     "The tempo must lie between " + juce::String{limits::minBpm} + " and " +
                         juce::String{limits::maxBpm} + " bpm.",
                     "Set a tempo of your own in the ask zone.");
    auto meter = Meter{facts.host.meterNumerator, facts.host.meterDenominator};
    if (draft.meterOverride.isNotEmpty())
    {
        const auto own = Meter::parse(draft.meterOverride.toStdString());
        if (!own)
            return wrong("meter", draft.meterOverride + " is not a meter.", "Write it like 7/8.");
        meter = *own;
    }
    if (draft.prompt.length() > limits::maxPromptCharacters)
        return wrong("prompt", "The description is too long.",
                     "Keep it within " + juce::String(limits::maxPromptCharacters) +
                         " characters.");
    const auto microBpm = nearestMicroBpm(bpm);
    const auto length = lengthOf(draft, facts.host, meter, microBpm);
    if (const auto* problem = std::get_if<Problem>(&length))
        return *problem;

    Json body = {{"bpm", bpmText(microBpm)},
                 {"meter", meter.text()},
                 {"seed", draft.seed},
                 {"variations", std::clamp(draft.variations, 1, int(limits::maxVariations))},
                 {"sample_rate", std::clamp(static_cast<std::int64_t>(facts.host.sampleRate),
                                            limits::minSampleRate, limits::maxSampleRate)}};
    addWords(body, draft, facts);
    if (const auto& given = std::get<Length>(length); given.bars)
        body[key(n::bars)] = *given.bars;
    else
        body[key(n::seconds)] = *given.seconds;
    if (draft.engine.isNotEmpty())
        body[key(n::engine)] = draft.engine.toStdString();
    if (draft.key.isNotEmpty())
        body[key(n::key)] = draft.key.toStdString();
    if (draft.draft)
        body[key(n::draft)] = true;
    addAbilities(body, draft, facts.engine ? facts.engine->abilities : everything());
    if (facts.engine)
        addLoras(body, draft, *facts.engine);
    addPlacement(body, facts.host);
    return body;
}

Json bodyLike(const ClipRow& clip, int sampleRate)
{
    Json body = {{"prompt", clip.prompt.toStdString()},
                 {"bpm", bpmText(nearestMicroBpm(clip.bpm))},
                 {"meter", Meter{clip.meterNumerator, clip.meterDenominator}.text()},
                 {"engine", clip.engine.toStdString()},
                 {"sample_rate", sampleRate}};
    if (clip.bars)
        body[key(n::bars)] = *clip.bars;
    else
        body[key(n::seconds)] = clip.seconds;
    if (clip.key.isNotEmpty())
        body[key(n::key)] = clip.key.toStdString();
    if (clip.oneShot)
        body[key(n::oneShot)] = true;
    return body;
}

double secondsOf(const Json& body)
{
    if (const auto seconds = fields::maybeNumber(body, n::seconds))
        return *seconds;
    const auto meter = Meter::parse(fields::text(body, n::meter, "4/4").toStdString());
    const auto bpm = parseBpm(fields::text(body, n::bpm, "120").toStdString());
    if (!meter || !bpm)
        return 0.0;
    const auto bars = fields::maybeInt(body, n::bars).value_or(1);
    return bars * meter->quartersPerBar() * 60.0e6 / static_cast<double>(*bpm);
}

} // namespace tonekiln
