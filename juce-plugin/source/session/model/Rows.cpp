#include "Rows.h"

#include "Fields.h"

namespace tonekiln
{

namespace
{
namespace names = protocol::fields;

Readiness readinessFrom(const juce::String& text)
{
    if (text == "warm")
        return Readiness::warm;
    if (text == "loading")
        return Readiness::loading;
    if (text == "to_pull")
        return Readiness::toPull;
    return text == "to_install" ? Readiness::toInstall : Readiness::onDisk;
}

Abilities abilitiesFrom(const std::vector<juce::String>& given)
{
    const auto has = [&](const char* ability)
    { return std::find(given.begin(), given.end(), juce::String{ability}) != given.end(); };
    Abilities able;
    able.negative = has("negative");
    able.guidance = has("guidance");
    able.temperature = has("temperature");
    able.steps = has("steps");
    able.init = has("init");
    able.continuation = has("continuation");
    able.melody = has("melody");
    able.stems = has("stems");
    able.oneShot = has("one_shot");
    able.key = has("key");
    able.swing = has("swing");
    able.preview = has("preview");
    able.inpaint = has("inpaint");
    able.separate = has("separate");
    return able;
}
} // namespace

EngineRow engineFrom(const Json& json)
{
    namespace n = names::EngineRow;
    EngineRow row;
    row.name = fields::text(json, n::name);
    row.title = fields::text(json, n::title, row.name);
    row.neural = fields::text(json, n::kind) == "neural";
    row.readiness = readinessFrom(fields::text(json, n::readiness));
    row.abilities = abilitiesFrom(fields::texts(json, n::abilities));
    row.longestSeconds = fields::number(json, n::longestSeconds);
    row.windows = fields::flag(json, n::windows);
    row.licence = fields::text(json, n::licence);
    row.licenceUrl = fields::text(json, n::licenceUrl);
    row.nonCommercial = fields::flag(json, n::nonCommercial);
    row.memoryBytes = fields::whole(json, n::memoryBytes);
    row.downloadBytes = fields::whole(json, n::downloadBytes);
    row.pinned = fields::flag(json, n::pinned);
    row.jobsRunning = fields::maybeInt(json, n::jobsRunning).value_or(0);
    row.device = fields::text(json, n::device);
    row.fix = fields::text(json, n::fix);
    row.librariesBytes = fields::whole(json, n::librariesBytes);
    row.diskBytes = fields::whole(json, n::diskBytes);
    row.fitsMemory = fields::flag(json, n::fitsMemory, true);
    row.pace = fields::maybeNumber(json, n::pace);
    for (const auto& lora : fields::list(json, n::loras))
        row.loras.push_back({fields::text(lora, names::LoraRow::name),
                             fields::text(lora, names::LoraRow::licence),
                             fields::flag(lora, names::LoraRow::nonCommercial)});
    return row;
}

PresetRow presetFrom(const Json& json)
{
    namespace n = names::Preset;
    const auto& preset = fields::object(json, names::PresetRow::preset);
    PresetRow row;
    row.category = fields::text(json, names::PresetRow::category);
    row.factory = fields::flag(json, names::PresetRow::factory);
    row.name = fields::text(preset, n::name);
    row.words = fields::text(preset, n::words);
    row.negative = fields::text(preset, n::negative);
    row.engines = fields::texts(preset, n::engines);
    row.bars = fields::maybeInt(preset, n::bars);
    row.seconds = fields::maybeNumber(preset, n::seconds);
    row.bpm = fields::maybeNumber(preset, n::bpm);
    row.meter = fields::text(preset, n::meter);
    row.key = fields::text(preset, n::key);
    row.oneShot = fields::flag(preset, n::oneShot);
    row.tags = fields::texts(preset, n::tags);
    return row;
}

EngineJob engineJobFrom(const Json& json)
{
    namespace n = names::EngineJobRow;
    EngineJob job;
    job.job = fields::text(json, n::job);
    job.engine = fields::text(json, n::engine);
    if (!protocol::fromString(fields::text(json, n::state).toStdString(), job.state))
        job.state = protocol::EngineJobState::queued; // of a later version
    job.doneBytes = std::max(std::int64_t{0}, fields::whole(json, n::doneBytes));
    job.ofBytes = std::max(std::int64_t{0}, fields::whole(json, n::ofBytes));
    job.bytesPerSecond = std::max(0.0, fields::number(json, n::bytesPerSecond));
    if (const auto eta = fields::whole(json, n::etaMs, -1); eta >= 0)
        job.etaMs = eta;
    job.waitsFor = fields::text(json, n::waitsFor);
    return job;
}

std::optional<ClipRow> clipFrom(const Json& json)
{
    namespace n = names::Clip;
    ClipRow row;
    row.id = fields::text(json, n::clipId);
    row.frames = fields::whole(json, n::frames);
    row.sampleRate = fields::maybeInt(json, n::sampleRate).value_or(0);
    const auto meter = Meter::parse(fields::text(json, n::meter, "4/4").toStdString());
    if (row.id.isEmpty() || row.frames < 1 || row.sampleRate < 1 || !meter)
        return std::nullopt;
    row.meterNumerator = meter->numerator;
    row.meterDenominator = meter->denominator;
    row.planId = fields::text(json, n::planId);
    row.path = fields::text(json, n::path);
    row.prompt = fields::text(json, n::prompt);
    row.name = row.prompt.isNotEmpty() ? row.prompt : fields::text(json, n::name);
    row.bpm = fields::number(json, n::bpm, 120.0);
    row.bars = fields::maybeInt(json, n::bars);
    row.channels = fields::maybeInt(json, n::channels).value_or(2);
    row.seconds =
        fields::number(json, n::seconds, static_cast<double>(row.frames) / row.sampleRate);
    row.key = fields::text(json, n::key);
    row.seed = static_cast<std::uint32_t>(fields::whole(json, n::seed));
    row.stem = fields::text(json, n::stem);
    row.oneShot = fields::flag(json, n::oneShot);
    row.engine = fields::text(json, n::engine);
    row.neural = fields::text(json, n::engineKind) == "neural";
    row.licence = fields::text(json, n::licence);
    row.nonCommercial = fields::flag(json, n::nonCommercial);
    row.favourite = fields::flag(json, n::favourite);
    row.lufs = fields::maybeNumber(json, n::lufs);
    row.notes = fields::texts(json, n::notes);
    row.wordsIgnored = fields::texts(json, n::wordsIgnored);
    return row;
}

ClipShape shapeOf(const ClipRow& row, const Json& json)
{
    ClipShape shape;
    shape.frames = row.frames;
    shape.sampleRate = row.sampleRate;
    shape.meter = {row.meterNumerator, row.meterDenominator};
    const auto exact = parseBpm(fields::text(json, names::Clip::bpm).toStdString());
    shape.bpm = exact.value_or(nearestMicroBpm(row.bpm));
    const int bars = row.oneShot ? 0 : row.bars.value_or(0);
    const bool onGrid = bars >= 1 && bars <= protocol::limits::maxBars &&
                        barFrames(bars, shape.meter, shape.bpm, shape.sampleRate) == row.frames;
    shape.bars = onGrid ? bars : 0;
    return shape;
}

juce::StringArray searchWords(const juce::String& search)
{
    juce::StringArray words;
    words.addTokens(search, juce::String::fromUTF8(" \t\r\n\xc2\xa0\xe3\x80\x80"), {});
    words.removeEmptyStrings();
    return words;
}

bool matches(const ClipRow& clip, const juce::String& search)
{
    const auto where = clip.prompt + " " + clip.name + " " + clip.engine;
    for (const auto& word : searchWords(search))
        if (!where.containsIgnoreCase(word))
            return false;
    return true;
}

} // namespace tonekiln
