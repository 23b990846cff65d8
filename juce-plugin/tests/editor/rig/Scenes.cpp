#include "Scenes.h"

#include "SceneParts.h"

namespace tonekiln::scenes
{

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

EditorState firstSteps()
{
    auto state = empty();
    state.firstSteps = true;
    state.defaultEngine = "sketch";
    state.suggestedEngine = "stable-audio-open-small";
    auto& small = state.engines[0];
    small.readiness = Readiness::toPull;
    small.pinned = false;
    small.downloadBytes = 1'300'000'000;
    small.fix = "tonekiln pull stable-audio-open-small";
    state.statusLine = "Say what you want to hear, then Generate.";
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
    state.problem = {"engine_unavailable", "MusicGen Melody is not here yet.",
                     "Get it: a download, once.", "engine"};
    state.statusLine = "MusicGen Melody is not here yet. Get it: a download, once.";
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

EditorState gettingEngines()
{
    auto state = firstSteps();
    state.firstSteps = false;
    auto& small = state.engines[0];
    small.getting = EngineJob{"g1",
                              small.name,
                              protocol::EngineJobState::weights,
                              320'000'000,
                              1'300'000'000,
                              12'000'000.0,
                              81'000,
                              {}};
    auto& musicgen = state.engines[2];
    musicgen.pace = 1.8;
    musicgen.diskBytes = 2'300'000'000;
    auto& melody = state.engines[3];
    melody.readiness = Readiness::toInstall;
    melody.librariesBytes = 900'000'000;
    melody.fitsMemory = false;
    auto large = melody;
    large.name = "musicgen-stereo";
    large.title = "MusicGen Stereo";
    large.fitsMemory = true;
    large.getting = EngineJob{
        "g2", large.name, protocol::EngineJobState::paused, 640'000'000, 2'800'000'000, 0.0,
        {},   {}};
    state.engines.push_back(large);
    return state;
}

EditorState licenceAsked()
{
    auto state = firstSteps();
    state.firstSteps = false;
    state.question.asks = Asks::licence;
    state.question.engine = "stable-audio-open-small";
    state.question.says = "Stable Audio Open Small has a licence that is to be accepted first";
    state.question.text = "STABILITY AI COMMUNITY LICENSE AGREEMENT\n\n";
    for (int i = 1; i < 30; ++i)
        state.question.text << i << ". Whoever uses the weights agrees to these terms.\n\n";
    return state;
}

EditorState tokenAsked()
{
    auto state = firstSteps();
    state.firstSteps = false;
    state.question.asks = Asks::token;
    state.question.engine = "stable-audio-open-small";
    state.question.page = "https://example.org/terms";
    state.question.says = "These weights are gated: accept their terms on their page, then paste "
                          "an access token. There is no keyring on this machine.";
    state.question.mayKeepInFile = true;
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
