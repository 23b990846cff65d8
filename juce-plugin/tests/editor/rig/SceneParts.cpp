#include "SceneParts.h"

#include <cmath>
#include <random>

namespace tonekiln::scenes
{

static EngineRow engine(const char* name, const char* title, Readiness readiness)
{
    EngineRow row;
    row.name = name;
    row.title = title;
    row.readiness = readiness;
    return row;
}

std::vector<EngineRow> engines()
{
    auto sketch = engine("sketch", "Sketch", Readiness::warm);
    sketch.abilities.key = sketch.abilities.stems = sketch.abilities.oneShot = true;
    sketch.abilities.melody = sketch.abilities.swing = sketch.abilities.inpaint = true;
    sketch.longestSeconds = 600.0;
    sketch.licence = "CC0";
    sketch.memoryBytes = 60'000'000;

    auto small = engine("stable-audio-open-small", "Stable Audio Open Small", Readiness::warm);
    small.neural = true;
    small.abilities.negative = small.abilities.guidance = small.abilities.steps = true;
    small.abilities.init = small.abilities.oneShot = small.abilities.preview = true;
    small.abilities.key = true;
    small.longestSeconds = 11.0;
    small.windows = true;
    small.licence = "Stability AI Community";
    small.memoryBytes = 2'100'000'000;
    small.pinned = true;

    auto musicgen = engine("musicgen-small", "MusicGen Small", Readiness::onDisk);
    musicgen.neural = true;
    musicgen.abilities.guidance = musicgen.abilities.temperature = true;
    musicgen.abilities.continuation = musicgen.abilities.preview = musicgen.abilities.key = true;
    musicgen.longestSeconds = 30.0;
    musicgen.windows = true;
    musicgen.licence = "CC-BY-NC 4.0";
    musicgen.nonCommercial = true;
    musicgen.memoryBytes = 2'400'000'000;

    auto melody = engine("musicgen-melody", "MusicGen Melody", Readiness::toPull);
    melody.neural = true;
    melody.abilities = musicgen.abilities;
    melody.abilities.melody = true;
    melody.longestSeconds = 30.0;
    melody.licence = "CC-BY-NC 4.0";
    melody.nonCommercial = true;
    melody.memoryBytes = 7'800'000'000;
    melody.downloadBytes = 6'200'000'000;
    melody.fix = "tonekiln pull musicgen-melody";
    return {small, sketch, musicgen, melody};
}

static PresetRow preset(const char* category, const char* name, const char* words, int bars,
                        std::vector<juce::String> tags)
{
    PresetRow row;
    row.category = category;
    row.name = name;
    row.words = words;
    row.bars = bars;
    row.tags = std::move(tags);
    return row;
}

std::vector<PresetRow> presets()
{
    auto odd = preset("drums", "Odd sevens", "tight dry kit in seven, rim clicks, closed hats", 4,
                      {"7/8"});
    odd.meter = "7/8";
    auto hit = preset("hits", "Tape stop", "a chord that sinks as the tape slows", 1, {"fx"});
    hit.oneShot = true;
    return {
        preset("drums", "Dusty break", "dusty breakbeat, brushed snare, warm tape", 4, {"break"}),
        odd,
        preset("bass", "Rubber sub", "round analogue sub bass, short notes, slight glide", 4, {}),
        preset("keys", "Cold Rhodes", "electric piano chords, slow tremolo, rainy", 8, {"chords"}),
        preset("textures", "Night train", "distant train yard at night, metal, steam", 8, {"air"}),
        hit,
    };
}

static ClipRow clip(const char* id, const char* name, int bars, unsigned seed)
{
    ClipRow row;
    row.id = id;
    row.planId = juce::String("p-") + id;
    row.name = name;
    row.prompt = name;
    row.bpm = 128.0;
    row.bars = bars;
    row.seconds = bars * 4 * 60.0 / row.bpm;
    row.frames = juce::roundToInt(row.seconds * 48000.0);
    row.seed = seed;
    row.engine = "stable-audio-open-small";
    row.neural = true;
    row.licence = "Stability AI Community";
    row.lufs = -14.0;
    row.path = "/music/tonekiln/" + row.id + ".wav";
    row.waveform = wave(bars, 4, seed);
    return row;
}

std::vector<ClipRow> clips()
{
    auto first = clip("c1", "dusty breakbeat, brushed snare", 4, 11);
    first.favourite = true;
    first.playing = true;
    auto second = clip("c2", "electric piano chords, slow tremolo, rainy window", 8, 22);
    second.key = "F#m";
    second.engine = "musicgen-small";
    second.licence = "CC-BY-NC 4.0";
    second.nonCommercial = true;
    auto third = clip("c3", "rubber sub bass, short notes", 2, 33);
    third.key = "Am";
    third.fileExists = false;
    third.waveform = nullptr;
    auto fourth = clip("c4", "tight dry kit in seven, rim clicks", 4, 44);
    fourth.meterNumerator = 7;
    fourth.meterDenominator = 8;
    fourth.seconds = 4 * 7 * 0.5 * 60.0 / fourth.bpm;
    fourth.engine = "sketch";
    fourth.neural = false;
    fourth.licence = "CC0";
    fourth.waveform = wave(4, 7, 44);
    auto fifth = clip("c5", "vinyl stop", 1, 55);
    fifth.bars.reset();
    fifth.oneShot = true;
    fifth.seconds = 1.4;
    return {first, second, third, fourth, fifth};
}

HostFacts rollingHost()
{
    HostFacts host;
    host.present = host.playing = host.looping = true;
    host.bpm = 128.0;
    host.ppq = 34.4;
    host.barStartPpq = 32.0;
    host.bar = 8;
    host.loopStartPpq = 32.0;
    host.loopEndPpq = 64.0;
    return host;
}

Waveform wave(int bars, int beats, unsigned seed, int columns)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> noise(0.7f, 1.0f);
    auto peaks = std::make_shared<std::vector<Peak>>();
    const auto beatColumns = static_cast<float>(columns) / static_cast<float>(bars * beats * 2);
    std::vector<float> accents(static_cast<std::size_t>(beats * 2));
    for (auto& accent : accents)
        accent = std::uniform_real_distribution<float>(0.15f, 0.95f)(random);
    for (int i = 0; i < columns; ++i)
    {
        const auto place = static_cast<float>(i) / beatColumns;
        const auto step = static_cast<std::size_t>(place) % accents.size();
        const auto since = place - std::floor(place);
        const auto level = 0.06f + accents[step] * std::exp(-3.2f * since) * noise(random);
        peaks->push_back({-level * noise(random), level});
    }
    return peaks;
}

} // namespace tonekiln::scenes
