#include "Scenes.h"

#include <cmath>
#include <random>

namespace tonekiln::scenes
{

namespace
{

EngineRow engine(const char* name, const char* title, Readiness readiness)
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
    sketch.abilities.melody = sketch.abilities.swing = true;
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

PresetRow preset(const char* category, const char* name, const char* words, int bars,
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

ClipRow clip(const char* id, const char* name, int bars, unsigned seed)
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

} // namespace

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

EditorState empty()
{
    EditorState state;
    state.link.link = Link::ready;
    state.engines = engines();
    state.defaultEngine = "stable-audio-open-small";
    state.presets = presets();
    state.host = rollingHost();
    state.placing.into = "Ardour";
    state.statusLine = "Ready. Say what it should sound like, then press Return.";
    return state;
}

EditorState working()
{
    auto state = empty();
    state.draft.prompt = "dusty breakbeat, brushed snare, warm tape, a little late on the two";
    state.draft.variations = 2;
    state.draft.key = "F#m";
    state.clips = clips();
    state.selectedClip = "c1";
    state.audition = {true, AuditionMood::inTime, "c1", 0.40, -3.0f};
    state.statusLine = "Playing in time with your session. Drag a clip by its grip to keep it.";
    return state;
}

EditorState placed()
{
    auto state = working();
    state.audition = {};
    state.clips[0].playing = false;
    state.clips[0].replaceable = true;
    state.placing.said = "In Ardour at bar 9 of Drums";
    state.statusLine = "In Ardour at bar 9 of Drums.";
    return state;
}

EditorState noRoad()
{
    auto state = working();
    state.placing = {};
    state.problem = {"not_placed",
                     "Drag it over: Ardour does not listen for clips yet.",
                     "To place with one press, once: tonekiln daw install ardour",
                     {}};
    state.statusLine = state.problem.sentence + " " + state.problem.wayOut;
    return state;
}

EditorState noDaemon()
{
    EditorState state;
    state.link = {Link::noDaemon,
                  "Tonekiln is not running on this machine.",
                  "Start it here, or just press Generate.",
                  {},
                  false,
                  true};
    state.host = rollingHost();
    state.statusLine = "Nothing is running. Press Generate and Tonekiln starts by itself.";
    return state;
}

EditorState starting()
{
    auto state = noDaemon();
    state.link = {Link::starting, "Tonekiln is starting. You can write already.", {}, {}, false,
                  false};
    state.draft.prompt = "glass bells, slow, far away";
    state.statusLine = "Starting Tonekiln; the first time takes a few seconds.";
    return state;
}

EditorState loading()
{
    auto state = working();
    state.clips.erase(state.clips.begin(), state.clips.begin() + 2);
    state.selectedClip = {};
    state.audition = {};
    state.engines[0].readiness = Readiness::loading;
    state.engines[1].readiness = Readiness::onDisk;
    state.job.id = "j1";
    state.job.phase = JobPhase::loading;
    state.job.fraction = 0.06;
    state.job.etaMs = 14'000;
    state.job.engine = "Stable Audio Open Small";
    state.job.prompt = state.draft.prompt;
    state.job.bpm = 128.0;
    state.job.bars = 4;
    state.job.seconds = 7.5;
    state.statusLine = "Warming up Stable Audio Open Small. It stays warm for the next one.";
    return state;
}

EditorState busy()
{
    auto state = loading();
    state.engines[0].readiness = Readiness::warm;
    state.engines[0].jobsRunning = 1;
    state.job.phase = JobPhase::generating;
    state.job.fraction = 0.58;
    state.job.etaMs = 6'200;
    state.job.variations = 2;
    state.job.preview = wave(4, 4, 77, 512);
    state.job.previewFraction = 0.5;
    state.otherJobs = 1;
    state.statusLine = "Making take 1 of 2. The preview can be heard already.";
    return state;
}

EditorState queued()
{
    auto state = loading();
    state.job.phase = JobPhase::queued;
    state.job.fraction = 0.0;
    state.job.place = 2;
    state.job.etaMs = 95'000;
    state.statusLine = "Waiting: two others are made before this one.";
    return state;
}

EditorState error()
{
    auto state = working();
    state.audition = {};
    state.clips[0].playing = false;
    state.draft.engine = "musicgen-melody";
    state.problem = {"engine_unavailable", "MusicGen Melody is not on this machine yet",
                     "In a terminal: tonekiln pull musicgen-melody", "engine"};
    state.statusLine = "MusicGen Melody has to be pulled first. Nothing you wrote is lost.";
    return state;
}

EditorState lost()
{
    auto state = working();
    state.audition = {};
    state.clips[0].playing = false;
    state.engines.clear();
    state.link = {Link::noDaemon,
                  "Tonekiln has stopped",
                  "Your clips stay and play on. Start it to make more.",
                  {},
                  false,
                  true};
    state.statusLine = "Tonekiln has stopped. Your clips stay; start it to make more.";
    return state;
}

EditorState nothingFound()
{
    auto state = working();
    state.clips.clear();
    state.selectedClip = {};
    state.audition = {};
    state.search = "theremin";
    state.statusLine = "No clip answers to \"theremin\".";
    return state;
}

EditorState unreadableEngines()
{
    auto state = working();
    state.engineProblems = {
        "models--facebook--musicgen-large in the Hugging Face cache: a link that leads nowhere",
        "The folder old-weights of the program's own weights holds no weights that can be read; "
        "it was left as it is, and can be removed by hand if nobody else needs it"};
    return state;
}

EditorState wordsIgnored()
{
    auto state = working();
    state.clips[1].wordsIgnored = {"slow", "tremolo", "rainy", "window"};
    return state;
}

} // namespace tonekiln::scenes
