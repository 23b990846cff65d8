// Everything the editor shows, as plain values.
// Thread: a value is made by Session under its lock and then belongs to whoever holds it.
#pragma once

#include <juce_core/juce_core.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tonekiln
{

/** Lowest and highest sample of one column of a waveform, within -1..1. */
struct Peak
{
    float low = 0.0f;
    float high = 0.0f;

    bool operator==(const Peak&) const = default;
};

/** A waveform drawn in columns of equal time over the whole clip; shared, since copies of the
    state are made at every refresh. Null while it is being read. */
using Waveform = std::shared_ptr<const std::vector<Peak>>;

enum class Link
{
    idle,       ///< not asked for yet: nothing was contacted
    noDaemon,   ///< nothing answers; a request would start one
    starting,   ///< the daemon's process was started, it does not answer yet
    connecting, ///< the socket is open, no answer yet
    ready,
    failed ///< cannot work; `sentence` and `wayOut` say why and what to do
};

struct LinkStatus
{
    Link link = Link::idle;
    juce::String sentence; ///< what is going on, in a musician's words
    juce::String wayOut;   ///< what to do, or empty
    juce::String daemonVersion;
    bool canStart = false; ///< an installed daemon was found that startDaemon() can start

    bool operator==(const LinkStatus&) const = default;
};

enum class Readiness
{
    warm,
    loading,
    onDisk,
    toPull,
    toInstall
};

/** What a request may ask of an engine beyond a text prompt; the names are the protocol's. */
struct Abilities
{
    bool negative = false, guidance = false, temperature = false, steps = false, init = false,
         continuation = false, melody = false, stems = false, oneShot = false, key = false,
         swing = false, preview = false;

    bool operator==(const Abilities&) const = default;
};

struct EngineRow
{
    juce::String name;
    juce::String title;
    bool neural = false; ///< else procedural: written rules, said so everywhere
    Readiness readiness = Readiness::onDisk;
    Abilities abilities;
    double longestSeconds = 0.0;
    bool windows = false; ///< longer clips are made of several passes
    juce::String licence;
    juce::String licenceUrl;
    bool nonCommercial = false;
    std::int64_t memoryBytes = 0;
    std::int64_t downloadBytes = 0;
    bool pinned = false;
    int jobsRunning = 0;
    juce::String device;
    juce::String fix; ///< the command that makes it usable, or empty

    bool operator==(const EngineRow&) const = default;
};

struct PresetRow
{
    juce::String category;
    juce::String name; ///< what a request sends is "category/name", see id()
    juce::String words;
    juce::String negative;
    std::vector<juce::String> engines;
    std::optional<int> bars;
    std::optional<double> seconds;
    std::optional<double> bpm;
    juce::String meter;
    juce::String key;
    bool oneShot = false;
    bool factory = true;
    std::vector<juce::String> tags;

    juce::String id() const { return category + "/" + name; }

    bool operator==(const PresetRow&) const = default;
};

enum class JobPhase
{
    none,    ///< nothing asked for yet
    sending, ///< asked for here, not yet taken by the daemon
    queued,
    loading,
    generating,
    fitting,
    writing,
    done,
    failed,
    cancelled
};

/** The newest request of this session. */
struct JobStatus
{
    juce::String id;
    JobPhase phase = JobPhase::none;
    double fraction = 0.0;             ///< 0..1, never goes back within a job
    std::optional<std::int64_t> etaMs; ///< null while nobody can tell
    int place = 0;                     ///< jobs before this one while queued
    juce::String engine;               ///< the engine that was chosen
    juce::String prompt;               ///< what was asked for
    juce::String message;              ///< what is going on, in words
    int variations = 1;                ///< clips asked for
    int clipsDone = 0;                 ///< clips that have arrived
    double bpm = 120.0;                ///< what was asked for, so that its grid can be drawn
    int meterNumerator = 4;
    int meterDenominator = 4;
    std::optional<int> bars;      ///< null when it was asked for in seconds
    double seconds = 0.0;         ///< length of the clip to come, 0 while unknown
    Waveform preview;             ///< unfitted sound so far, or null
    double previewFraction = 0.0; ///< how much of the clip `preview` covers, 0..1

    bool busy() const
    {
        return phase != JobPhase::none && phase != JobPhase::done && phase != JobPhase::failed &&
               phase != JobPhase::cancelled;
    }

    bool operator==(const JobStatus&) const = default;
};

/** One clip of this session (or, while searching, of the library). */
struct ClipRow
{
    juce::String id;
    juce::String planId;
    juce::String name;
    juce::String prompt;
    double bpm = 120.0;
    int meterNumerator = 4;
    int meterDenominator = 4;
    std::optional<int> bars; ///< null when it was asked for in seconds
    std::int64_t frames = 0;
    int sampleRate = 48000;
    int channels = 2;
    double seconds = 0.0;
    juce::String key;
    std::uint32_t seed = 0;
    juce::String stem; ///< name of the stem, or empty
    bool oneShot = false;
    juce::String engine;
    bool neural = false;
    juce::String licence;
    bool nonCommercial = false;
    bool favourite = false;
    std::optional<double> lufs;
    std::vector<juce::String> notes; ///< sentences a person should read
    juce::String path;               ///< absolute
    bool fileExists = true;          ///< false: offer "make again"
    bool inSession = true;           ///< false: found by a search of the whole library
    bool playing = false;            ///< it is the one being auditioned
    Waveform waveform;               ///< null while it is being read

    bool operator==(const ClipRow&) const = default;
};

/** What the host says, followed live. Cheap to read at every frame of an animation. */
struct HostFacts
{
    bool present = false; ///< false: the host gives no transport (or there is no host)
    bool playing = false;
    bool looping = false;
    double bpm = 120.0;
    int meterNumerator = 4;
    int meterDenominator = 4;
    double ppq = 0.0;         ///< playhead in quarter notes from the start of the song
    double barStartPpq = 0.0; ///< start of the current bar
    double loopStartPpq = 0.0;
    double loopEndPpq = 0.0;
    double sampleRate = 48000.0;
    std::int64_t sample = 0; ///< playhead in frames from the start of the song

    bool operator==(const HostFacts&) const = default;
};

enum class AuditionMood
{
    silent,     ///< nothing is chosen, or audition is off
    waiting,    ///< on, but the transport stands still (or the file is still being read)
    inTime,     ///< sample-accurate on the grid
    realigning, ///< another tempo than the clip's: re-aligned at each bar while it is refitted
    preview     ///< unfitted sound of a clip that is still being made
};

struct AuditionStatus
{
    bool on = true;
    AuditionMood mood = AuditionMood::silent;
    juce::String clipId;
    double position = 0.0; ///< 0..1 within the clip
    float gainDb = 0.0f;

    bool operator==(const AuditionStatus&) const = default;
};

enum class LengthMode
{
    bars,
    seconds,
    loopRegion ///< as long as the host's loop region
};

enum class InputRole
{
    init,         ///< the new sound starts from this one
    continuation, ///< the new sound goes on from this one
    melody        ///< the new sound follows this tune (audio or MIDI)
};

struct InputFile
{
    InputRole role = InputRole::init;
    juce::String path;

    bool operator==(const InputFile&) const = default;
};

/** How large a person made the window; 0 until they did. */
struct WindowSize
{
    int width = 0;
    int height = 0;

    bool operator==(const WindowSize&) const = default;
};

/** What the ask zone holds. Unset optionals leave the choice to the engine. */
struct RequestDraft
{
    juce::String prompt;
    juce::String negative;
    juce::String engine; ///< empty: the daemon's default
    juce::String preset; ///< PresetRow::id() of the preset it began from, or empty
    LengthMode lengthMode = LengthMode::bars;
    int bars = 4;
    double seconds = 8.0;
    std::optional<double> bpmOverride;
    juce::String meterOverride; ///< like "7/8"; empty: the host's
    juce::String key;           ///< like "F#m"; empty: any
    int variations = 1;
    std::uint32_t seed = 0;
    bool seedLocked = false; ///< else every request draws a new seed
    bool oneShot = false;
    bool stems = false;
    bool draft = false; ///< quick and rough
    std::optional<double> guidance;
    std::optional<int> steps;
    std::optional<double> temperature;
    std::optional<double> strength;
    std::optional<double> swing;
    std::vector<InputFile> inputs; ///< at most one of each role

    bool operator==(const RequestDraft&) const = default;
};

/** The last thing that went wrong; shown until dismissed or until the next request. */
struct Problem
{
    juce::String code; ///< the protocol's code, or "local"
    juce::String sentence;
    juce::String wayOut;
    juce::String field; ///< the draft's field at fault, or empty

    bool any() const { return sentence.isNotEmpty(); }

    bool operator==(const Problem&) const = default;
};

struct EditorState
{
    LinkStatus link;
    std::vector<EngineRow> engines; ///< empty until the daemon was reached
    juce::String defaultEngine;
    std::vector<PresetRow> presets;
    RequestDraft draft;
    JobStatus job;
    int otherJobs = 0;          ///< further jobs of this session still under way
    std::vector<ClipRow> clips; ///< newest first, already filtered by `search`
    juce::String search;
    juce::String selectedClip; ///< the clip in the now zone, or empty
    AuditionStatus audition;
    HostFacts host;
    Problem problem;
    WindowSize window;
    juce::String statusLine; ///< always says what is going on and what to do
};

} // namespace tonekiln
