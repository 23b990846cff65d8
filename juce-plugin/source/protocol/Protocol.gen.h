// Written by `make protocol` from bridge/tonekiln/protocol. Do not edit.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tonekiln::protocol
{
inline constexpr std::string_view version = "1.0";
inline constexpr int majorVersion = 1;

namespace limits
{
/// Longest JSON header of a request, checked before it is decoded.
inline constexpr std::int64_t maxHeaderBytes = 65536;
/// Longest JSON header of a reply or event: a page of clips or every preset fits.
inline constexpr std::int64_t maxReplyHeaderBytes = 16777216;
/// Longest binary payload frame, so that `cancel` and `ping` never wait behind audio.
inline constexpr std::int64_t maxChunkBytes = 262144;
/// Passed to libzmq as ZMQ_MAXMSGSIZE by the daemon: a longer frame drops the connection unread.
inline constexpr std::int64_t maxMessageBytes = 524288;
/// Most binary frames behind one header.
inline constexpr std::int64_t maxPayloadFrames = 4;
inline constexpr std::int64_t maxIdCharacters = 64;
inline constexpr std::int64_t maxNameCharacters = 120;
inline constexpr std::int64_t maxItemCharacters = 200;
/// Unicode code points, whatever they take in UTF-8 or JSON: two prompts fit a header either way.
inline constexpr std::int64_t maxPromptCharacters = 2000;
inline constexpr std::int64_t maxPathBytes = 4096;
/// An engine on weights in a folder is called `FAMILY:PATH`.
inline constexpr std::int64_t maxEngineCharacters = 4217;
inline constexpr std::int64_t maxTokenCharacters = 512;
inline constexpr std::int64_t minBpm = 20;
inline constexpr std::int64_t maxBpm = 400;
inline constexpr std::int64_t bpmDecimals = 6;
inline constexpr std::int64_t maxBars = 64;
/// Past a day of music at any tempo; DAWs count bars in 32 bits or fewer.
inline constexpr std::int64_t maxTimelineBar = 100000;
/// Most parts of a clip that one request makes again.
inline constexpr std::int64_t maxParts = 16;
inline constexpr std::int64_t maxNumerator = 32;
inline constexpr std::array<int, 4> denominators {2, 4, 8, 16};
inline constexpr double minSeconds = 0.05;
inline constexpr double maxSeconds = 600.0;
/// Longest WAV a clip may become: readers treat RIFF sizes past this as negative.
inline constexpr std::int64_t maxClipBytes = 2147483648;
inline constexpr std::int64_t minSampleRate = 22050;
inline constexpr std::int64_t maxSampleRate = 192000;
inline constexpr std::int64_t maxVariations = 8;
inline constexpr std::int64_t maxSeed = 4294967295;
/// At once.
inline constexpr std::int64_t maxLoras = 8;
inline constexpr std::int64_t maxLoraCharacters = 64;
/// Both ways: a LoRA below zero takes away what it was trained to add.
inline constexpr double maxLoraWeight = 2.0;
/// Longest audio accepted as init, continuation, melody or inpaint.
inline constexpr double maxInputSeconds = 600.0;
/// Longest input audio a client on another machine may send, all chunks together.
inline constexpr std::int64_t maxUploadBytes = 268435456;
/// Most clips in one `clip_list`; `total` says how many there are, `offset` asks on.
inline constexpr std::int64_t maxSearchResults = 200;
/// Most words of one search; each costs a look through the library.
inline constexpr std::int64_t maxSearchWords = 32;
/// How often a client that shows the daemon's state should ping.
inline constexpr double heartbeatSeconds = 1.0;
} // namespace limits

/// What makes the sound: written rules, or a trained model.
enum class EngineKind : std::uint8_t
{
    procedural,
    neural,
};

inline constexpr std::array<EngineKind, 2> allEngineKindValues {
    EngineKind::procedural,
    EngineKind::neural,
};

[[nodiscard]] constexpr std::string_view toString(EngineKind value) noexcept
{
    switch (value)
    {
        case EngineKind::procedural:
            return "procedural";
        case EngineKind::neural:
            return "neural";
    }
    return {};
}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, EngineKind& value) noexcept
{
    for (const auto candidate : allEngineKindValues)
    {
        if (toString(candidate) == text)
        {
            value = candidate;
            return true;
        }
    }
    return false;
}

/// How far an engine is from making sound.
enum class Readiness : std::uint8_t
{
    warm,
    loading,
    onDisk,
    toPull,
    toInstall,
};

inline constexpr std::array<Readiness, 5> allReadinessValues {
    Readiness::warm,
    Readiness::loading,
    Readiness::onDisk,
    Readiness::toPull,
    Readiness::toInstall,
};

[[nodiscard]] constexpr std::string_view toString(Readiness value) noexcept
{
    switch (value)
    {
        case Readiness::warm:
            return "warm";
        case Readiness::loading:
            return "loading";
        case Readiness::onDisk:
            return "on_disk";
        case Readiness::toPull:
            return "to_pull";
        case Readiness::toInstall:
            return "to_install";
    }
    return {};
}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, Readiness& value) noexcept
{
    for (const auto candidate : allReadinessValues)
    {
        if (toString(candidate) == text)
        {
            value = candidate;
            return true;
        }
    }
    return false;
}

/// What a request may ask of an engine beyond a text prompt.
enum class Ability : std::uint8_t
{
    negative,
    guidance,
    temperature,
    steps,
    init,
    continuation,
    inpaint,
    melody,
    stems,
    oneShot,
    key,
    swing,
    preview,
    precision,
    lora,
    separate,
};

inline constexpr std::array<Ability, 16> allAbilityValues {
    Ability::negative,
    Ability::guidance,
    Ability::temperature,
    Ability::steps,
    Ability::init,
    Ability::continuation,
    Ability::inpaint,
    Ability::melody,
    Ability::stems,
    Ability::oneShot,
    Ability::key,
    Ability::swing,
    Ability::preview,
    Ability::precision,
    Ability::lora,
    Ability::separate,
};

[[nodiscard]] constexpr std::string_view toString(Ability value) noexcept
{
    switch (value)
    {
        case Ability::negative:
            return "negative";
        case Ability::guidance:
            return "guidance";
        case Ability::temperature:
            return "temperature";
        case Ability::steps:
            return "steps";
        case Ability::init:
            return "init";
        case Ability::continuation:
            return "continuation";
        case Ability::inpaint:
            return "inpaint";
        case Ability::melody:
            return "melody";
        case Ability::stems:
            return "stems";
        case Ability::oneShot:
            return "one_shot";
        case Ability::key:
            return "key";
        case Ability::swing:
            return "swing";
        case Ability::preview:
            return "preview";
        case Ability::precision:
            return "precision";
        case Ability::lora:
            return "lora";
        case Ability::separate:
            return "separate";
    }
    return {};
}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, Ability& value) noexcept
{
    for (const auto candidate : allAbilityValues)
    {
        if (toString(candidate) == text)
        {
            value = candidate;
            return true;
        }
    }
    return false;
}

/// Who goes first in the queue; equal ones in order of arrival.
enum class Priority : std::uint8_t
{
    live,
    normal,
    background,
};

inline constexpr std::array<Priority, 3> allPriorityValues {
    Priority::live,
    Priority::normal,
    Priority::background,
};

[[nodiscard]] constexpr std::string_view toString(Priority value) noexcept
{
    switch (value)
    {
        case Priority::live:
            return "live";
        case Priority::normal:
            return "normal";
        case Priority::background:
            return "background";
    }
    return {};
}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, Priority& value) noexcept
{
    for (const auto candidate : allPriorityValues)
    {
        if (toString(candidate) == text)
        {
            value = candidate;
            return true;
        }
    }
    return false;
}

/// Where on the timeline a clip should go.
enum class PlaceAt : std::uint8_t
{
    now,
    nextBar,
    playhead,
    loopStart,
    selection,
    bar,
};

inline constexpr std::array<PlaceAt, 6> allPlaceAtValues {
    PlaceAt::now,
    PlaceAt::nextBar,
    PlaceAt::playhead,
    PlaceAt::loopStart,
    PlaceAt::selection,
    PlaceAt::bar,
};

[[nodiscard]] constexpr std::string_view toString(PlaceAt value) noexcept
{
    switch (value)
    {
        case PlaceAt::now:
            return "now";
        case PlaceAt::nextBar:
            return "next_bar";
        case PlaceAt::playhead:
            return "playhead";
        case PlaceAt::loopStart:
            return "loop_start";
        case PlaceAt::selection:
            return "selection";
        case PlaceAt::bar:
            return "bar";
    }
    return {};
}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, PlaceAt& value) noexcept
{
    for (const auto candidate : allPlaceAtValues)
    {
        if (toString(candidate) == text)
        {
            value = candidate;
            return true;
        }
    }
    return false;
}

/// Where a job is on its way from request to clip.
enum class JobState : std::uint8_t
{
    queued,
    loading,
    generating,
    fitting,
    writing,
    done,
    failed,
};

inline constexpr std::array<JobState, 7> allJobStateValues {
    JobState::queued,
    JobState::loading,
    JobState::generating,
    JobState::fitting,
    JobState::writing,
    JobState::done,
    JobState::failed,
};

[[nodiscard]] constexpr std::string_view toString(JobState value) noexcept
{
    switch (value)
    {
        case JobState::queued:
            return "queued";
        case JobState::loading:
            return "loading";
        case JobState::generating:
            return "generating";
        case JobState::fitting:
            return "fitting";
        case JobState::writing:
            return "writing";
        case JobState::done:
            return "done";
        case JobState::failed:
            return "failed";
    }
    return {};
}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, JobState& value) noexcept
{
    for (const auto candidate : allJobStateValues)
    {
        if (toString(candidate) == text)
        {
            value = candidate;
            return true;
        }
    }
    return false;
}

/// What is being done to bring an engine.
enum class EngineJobState : std::uint8_t
{
    queued,
    libraries,
    trying,
    weights,
    checking,
    paused,
    done,
    failed,
};

inline constexpr std::array<EngineJobState, 8> allEngineJobStateValues {
    EngineJobState::queued,
    EngineJobState::libraries,
    EngineJobState::trying,
    EngineJobState::weights,
    EngineJobState::checking,
    EngineJobState::paused,
    EngineJobState::done,
    EngineJobState::failed,
};

[[nodiscard]] constexpr std::string_view toString(EngineJobState value) noexcept
{
    switch (value)
    {
        case EngineJobState::queued:
            return "queued";
        case EngineJobState::libraries:
            return "libraries";
        case EngineJobState::trying:
            return "trying";
        case EngineJobState::weights:
            return "weights";
        case EngineJobState::checking:
            return "checking";
        case EngineJobState::paused:
            return "paused";
        case EngineJobState::done:
            return "done";
        case EngineJobState::failed:
            return "failed";
    }
    return {};
}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, EngineJobState& value) noexcept
{
    for (const auto candidate : allEngineJobStateValues)
    {
        if (toString(candidate) == text)
        {
            value = candidate;
            return true;
        }
    }
    return false;
}

/// Where a token is kept.
enum class TokenPlace : std::uint8_t
{
    keyring,
    file,
    nowhere,
};

inline constexpr std::array<TokenPlace, 3> allTokenPlaceValues {
    TokenPlace::keyring,
    TokenPlace::file,
    TokenPlace::nowhere,
};

[[nodiscard]] constexpr std::string_view toString(TokenPlace value) noexcept
{
    switch (value)
    {
        case TokenPlace::keyring:
            return "keyring";
        case TokenPlace::file:
            return "file";
        case TokenPlace::nowhere:
            return "nowhere";
    }
    return {};
}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, TokenPlace& value) noexcept
{
    for (const auto candidate : allTokenPlaceValues)
    {
        if (toString(candidate) == text)
        {
            value = candidate;
            return true;
        }
    }
    return false;
}

/// What can go wrong, as it is written on the wire.
enum class ErrorCode : std::uint8_t
{
    invalidRequest,
    busy,
    unknownEngine,
    engineUnavailable,
    unsupportedAbility,
    outOfMemory,
    engineCrashed,
    cancelled,
    deadlineMissed,
    storageFull,
    notFound,
    versionMismatch,
    licenceNotAccepted,
    tokenNeeded,
    notAllowed,
    internal,
};

inline constexpr std::array<ErrorCode, 16> allErrorCodeValues {
    ErrorCode::invalidRequest,
    ErrorCode::busy,
    ErrorCode::unknownEngine,
    ErrorCode::engineUnavailable,
    ErrorCode::unsupportedAbility,
    ErrorCode::outOfMemory,
    ErrorCode::engineCrashed,
    ErrorCode::cancelled,
    ErrorCode::deadlineMissed,
    ErrorCode::storageFull,
    ErrorCode::notFound,
    ErrorCode::versionMismatch,
    ErrorCode::licenceNotAccepted,
    ErrorCode::tokenNeeded,
    ErrorCode::notAllowed,
    ErrorCode::internal,
};

[[nodiscard]] constexpr std::string_view toString(ErrorCode value) noexcept
{
    switch (value)
    {
        case ErrorCode::invalidRequest:
            return "invalid_request";
        case ErrorCode::busy:
            return "busy";
        case ErrorCode::unknownEngine:
            return "unknown_engine";
        case ErrorCode::engineUnavailable:
            return "engine_unavailable";
        case ErrorCode::unsupportedAbility:
            return "unsupported_ability";
        case ErrorCode::outOfMemory:
            return "out_of_memory";
        case ErrorCode::engineCrashed:
            return "engine_crashed";
        case ErrorCode::cancelled:
            return "cancelled";
        case ErrorCode::deadlineMissed:
            return "deadline_missed";
        case ErrorCode::storageFull:
            return "storage_full";
        case ErrorCode::notFound:
            return "not_found";
        case ErrorCode::versionMismatch:
            return "version_mismatch";
        case ErrorCode::licenceNotAccepted:
            return "licence_not_accepted";
        case ErrorCode::tokenNeeded:
            return "token_needed";
        case ErrorCode::notAllowed:
            return "not_allowed";
        case ErrorCode::internal:
            return "internal";
    }
    return {};
}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, ErrorCode& value) noexcept
{
    for (const auto candidate : allErrorCodeValues)
    {
        if (toString(candidate) == text)
        {
            value = candidate;
            return true;
        }
    }
    return false;
}

namespace kinds
{
// Every request.
inline constexpr std::string_view listEngines = "list_engines";
inline constexpr std::string_view loadEngine = "load_engine";
inline constexpr std::string_view unloadEngine = "unload_engine";
inline constexpr std::string_view pinEngine = "pin_engine";
inline constexpr std::string_view generate = "generate";
inline constexpr std::string_view refit = "refit";
inline constexpr std::string_view separate = "separate";
inline constexpr std::string_view remake = "remake";
inline constexpr std::string_view cancel = "cancel";
inline constexpr std::string_view upload = "upload";
inline constexpr std::string_view getEngine = "get_engine";
inline constexpr std::string_view pauseEngineJob = "pause_engine_job";
inline constexpr std::string_view continueEngineJob = "continue_engine_job";
inline constexpr std::string_view cancelEngineJob = "cancel_engine_job";
inline constexpr std::string_view listEngineJobs = "list_engine_jobs";
inline constexpr std::string_view removeEngine = "remove_engine";
inline constexpr std::string_view keepToken = "keep_token";
inline constexpr std::string_view forgetToken = "forget_token";
inline constexpr std::string_view searchClips = "search_clips";
inline constexpr std::string_view showClip = "show_clip";
inline constexpr std::string_view removeClip = "remove_clip";
inline constexpr std::string_view markClip = "mark_clip";
inline constexpr std::string_view fetchClip = "fetch_clip";
inline constexpr std::string_view listPresets = "list_presets";
inline constexpr std::string_view savePreset = "save_preset";
inline constexpr std::string_view ping = "ping";
inline constexpr std::string_view getStatus = "get_status";
inline constexpr std::string_view watch = "watch";
inline constexpr std::string_view resume = "resume";
inline constexpr std::string_view leave = "leave";
inline constexpr std::string_view shutdown = "shutdown";
inline constexpr std::string_view listRoads = "list_roads";
inline constexpr std::string_view placeClip = "place_clip";
// Every reply.
inline constexpr std::string_view engineList = "engine_list";
inline constexpr std::string_view engineState = "engine_state";
inline constexpr std::string_view cancelDone = "cancel_done";
inline constexpr std::string_view uploadDone = "upload_done";
inline constexpr std::string_view accepted = "accepted";
inline constexpr std::string_view engineJob = "engine_job";
inline constexpr std::string_view engineJobList = "engine_job_list";
inline constexpr std::string_view engineRemoved = "engine_removed";
inline constexpr std::string_view tokenState = "token_state";
inline constexpr std::string_view clipList = "clip_list";
inline constexpr std::string_view clipDetails = "clip_details";
inline constexpr std::string_view clipState = "clip_state";
inline constexpr std::string_view clipChunk = "clip_chunk";
inline constexpr std::string_view presetList = "preset_list";
inline constexpr std::string_view presetSaved = "preset_saved";
inline constexpr std::string_view pong = "pong";
inline constexpr std::string_view status = "status";
inline constexpr std::string_view ok = "ok";
inline constexpr std::string_view roadList = "road_list";
inline constexpr std::string_view clipPlaced = "clip_placed";
// Every event.
inline constexpr std::string_view progress = "progress";
inline constexpr std::string_view preview = "preview";
inline constexpr std::string_view clip = "clip";
inline constexpr std::string_view done = "done";
inline constexpr std::string_view engineProgress = "engine_progress";
inline constexpr std::string_view engineReady = "engine_ready";
inline constexpr std::string_view error = "error";

inline constexpr std::array<std::string_view, 60> all {
    listEngines,
    engineList,
    loadEngine,
    unloadEngine,
    pinEngine,
    engineState,
    generate,
    refit,
    separate,
    remake,
    cancel,
    cancelDone,
    upload,
    uploadDone,
    accepted,
    progress,
    preview,
    clip,
    done,
    getEngine,
    pauseEngineJob,
    continueEngineJob,
    cancelEngineJob,
    engineJob,
    listEngineJobs,
    engineJobList,
    engineProgress,
    engineReady,
    removeEngine,
    engineRemoved,
    keepToken,
    forgetToken,
    tokenState,
    searchClips,
    clipList,
    showClip,
    clipDetails,
    removeClip,
    markClip,
    clipState,
    fetchClip,
    clipChunk,
    listPresets,
    presetList,
    savePreset,
    presetSaved,
    ping,
    pong,
    getStatus,
    status,
    watch,
    resume,
    leave,
    shutdown,
    ok,
    error,
    listRoads,
    roadList,
    placeClip,
    clipPlaced,
};
} // namespace kinds

/// The header around a body.
namespace fields::Envelope
{
inline constexpr std::string_view v = "v";
inline constexpr std::string_view id = "id";
inline constexpr std::string_view kind = "kind";
inline constexpr std::string_view parent = "parent";
inline constexpr std::string_view seq = "seq";
inline constexpr std::string_view body = "body";
} // namespace fields::Envelope

/// Every engine known here, usable or not.
namespace fields::EngineList
{
inline constexpr std::string_view engines = "engines";
inline constexpr std::string_view default_ = "default";
inline constexpr std::string_view problems = "problems";
inline constexpr std::string_view suggested = "suggested";
} // namespace fields::EngineList

/// Make an engine warm; answered by `engine_state` when it is.
namespace fields::LoadEngine
{
inline constexpr std::string_view engine = "engine";
} // namespace fields::LoadEngine

/// Give an engine's memory back; waits for its running job.
namespace fields::UnloadEngine
{
inline constexpr std::string_view engine = "engine";
} // namespace fields::UnloadEngine

/// Keep an engine warm whatever else is asked for, or stop doing so.
namespace fields::PinEngine
{
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view pinned = "pinned";
} // namespace fields::PinEngine

/// How an engine stands after a load, unload or pin.
namespace fields::EngineState
{
inline constexpr std::string_view engine = "engine";
} // namespace fields::EngineState

/// Make one or more clips. The header's id names the job; the same id twice is one job.
namespace fields::Generate
{
inline constexpr std::string_view prompt = "prompt";
inline constexpr std::string_view negative = "negative";
inline constexpr std::string_view bpm = "bpm";
inline constexpr std::string_view meter = "meter";
inline constexpr std::string_view bars = "bars";
inline constexpr std::string_view seconds = "seconds";
inline constexpr std::string_view key = "key";
inline constexpr std::string_view seed = "seed";
inline constexpr std::string_view variations = "variations";
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view preset = "preset";
inline constexpr std::string_view sampleRate = "sample_rate";
inline constexpr std::string_view oneShot = "one_shot";
inline constexpr std::string_view stems = "stems";
inline constexpr std::string_view swing = "swing";
inline constexpr std::string_view guidance = "guidance";
inline constexpr std::string_view steps = "steps";
inline constexpr std::string_view temperature = "temperature";
inline constexpr std::string_view precision = "precision";
inline constexpr std::string_view draft = "draft";
inline constexpr std::string_view init = "init";
inline constexpr std::string_view strength = "strength";
inline constexpr std::string_view continuation = "continuation";
inline constexpr std::string_view melody = "melody";
inline constexpr std::string_view inpaint = "inpaint";
inline constexpr std::string_view width = "width";
inline constexpr std::string_view loras = "loras";
inline constexpr std::string_view retake = "retake";
inline constexpr std::string_view previews = "previews";
inline constexpr std::string_view priority = "priority";
inline constexpr std::string_view deadlineMs = "deadline_ms";
inline constexpr std::string_view placement = "placement";
} // namespace fields::Generate

/// Make a new clip from one in the library, the same audio at another tempo or rate.
namespace fields::Refit
{
inline constexpr std::string_view clipId = "clip_id";
inline constexpr std::string_view bpm = "bpm";
inline constexpr std::string_view sampleRate = "sample_rate";
} // namespace fields::Refit

/// Take a clip or a file apart into stems: new clips that sum to it, as long as it is. They are drums, bass, vocals and other, in that order. A clip gives them its tempo, meter, bars and key. A file's tempo is what it says itself, else `bpm`; where its length comes to whole bars of that tempo and `meter` the stems have bars, else they have none and keep their seconds.
namespace fields::Separate
{
inline constexpr std::string_view source = "source";
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view bpm = "bpm";
inline constexpr std::string_view meter = "meter";
inline constexpr std::string_view priority = "priority";
inline constexpr std::string_view placement = "placement";
} // namespace fields::Separate

/// Make the clips of a stored Plan again, sample for sample.
namespace fields::Remake
{
inline constexpr std::string_view planId = "plan_id";
} // namespace fields::Remake

/// Stop a job. Its own client then gets an `error` event with code `cancelled`.
namespace fields::Cancel
{
inline constexpr std::string_view job = "job";
} // namespace fields::Cancel

/// Whether the job was still there to be stopped.
namespace fields::CancelDone
{
inline constexpr std::string_view job = "job";
inline constexpr std::string_view stopped = "stopped";
} // namespace fields::CancelDone

/// One chunk of input audio from another machine; the bytes are the payload frame.
namespace fields::Upload
{
inline constexpr std::string_view upload = "upload";
inline constexpr std::string_view offset = "offset";
inline constexpr std::string_view last = "last";
} // namespace fields::Upload

/// How many bytes of an upload have arrived.
namespace fields::UploadDone
{
inline constexpr std::string_view upload = "upload";
inline constexpr std::string_view received = "received";
} // namespace fields::UploadDone

/// The job is in the queue: how many are before it, and when it may be done.
namespace fields::Accepted
{
inline constexpr std::string_view job = "job";
inline constexpr std::string_view place = "place";
inline constexpr std::string_view etaMs = "eta_ms";
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view planId = "plan_id";
inline constexpr std::string_view notes = "notes";
} // namespace fields::Accepted

/// Where a job is. `fraction` never goes back within a job.
namespace fields::Progress
{
inline constexpr std::string_view job = "job";
inline constexpr std::string_view state = "state";
inline constexpr std::string_view fraction = "fraction";
inline constexpr std::string_view etaMs = "eta_ms";
inline constexpr std::string_view step = "step";
inline constexpr std::string_view steps = "steps";
inline constexpr std::string_view message = "message";
} // namespace fields::Progress

/// Unfitted audio while the clip is still being made: float32 frames, interleaved.
namespace fields::Preview
{
inline constexpr std::string_view job = "job";
inline constexpr std::string_view variation = "variation";
inline constexpr std::string_view sampleRate = "sample_rate";
inline constexpr std::string_view channels = "channels";
inline constexpr std::string_view startFrame = "start_frame";
inline constexpr std::string_view frames = "frames";
} // namespace fields::Preview

/// A clip is in the library.
namespace fields::Clip
{
inline constexpr std::string_view job = "job";
inline constexpr std::string_view clip = "clip";
} // namespace fields::Clip

/// All clips of a job are made.
namespace fields::Done
{
inline constexpr std::string_view job = "job";
inline constexpr std::string_view clipIds = "clip_ids";
inline constexpr std::string_view timing = "timing";
} // namespace fields::Done

/// Bring all that an engine lacks: its libraries, then its weights. The owner's alone. The header's id names the job; the same id twice is one job. Who asks for an engine that is being got joins that job under an id of their own (a paused one is continued): each is told its progress and its end, and a pause or a cancel is everyone's. A licence that was not accepted yet is answered `licence_not_accepted`: `text` is to be shown, `bound` is its digest, which the next request names. An accepted job goes on after a restart of the daemon.
namespace fields::GetEngine
{
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view licence = "licence";
inline constexpr std::string_view folder = "folder";
} // namespace fields::GetEngine

/// Let a job stand, across restarts too, until it is continued. The owner's alone.
namespace fields::PauseEngineJob
{
inline constexpr std::string_view job = "job";
} // namespace fields::PauseEngineJob

/// Go on with a paused job where it stopped. The owner's alone.
namespace fields::ContinueEngineJob
{
inline constexpr std::string_view job = "job";
} // namespace fields::ContinueEngineJob

/// End a job: whoever asked for it is told `cancelled`. The owner's alone. Answered by `cancel_done`. What came so far is kept: the engine asked for again, it goes on.
namespace fields::CancelEngineJob
{
inline constexpr std::string_view job = "job";
} // namespace fields::CancelEngineJob

/// How a job stands after it was accepted, paused or continued.
namespace fields::EngineJob
{
inline constexpr std::string_view row = "row";
inline constexpr std::string_view joined = "joined";
} // namespace fields::EngineJob

/// The jobs that get engines, and where a token for gated weights is kept.
namespace fields::EngineJobList
{
inline constexpr std::string_view jobs = "jobs";
inline constexpr std::string_view token = "token";
} // namespace fields::EngineJobList

/// How far a job is; a few times a second at most, and missed by who cannot keep up.
namespace fields::EngineProgress
{
inline constexpr std::string_view row = "row";
} // namespace fields::EngineProgress

/// The end of a job: all that was asked for is here. Other ends are an `error` with `job`.
namespace fields::EngineReady
{
inline constexpr std::string_view job = "job";
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view notes = "notes";
} // namespace fields::EngineReady

/// Delete what Tonekiln fetched for an engine; it leaves the memory first. The owner's alone. What lay on the machine before is only forgotten. What other engines use stays.
namespace fields::RemoveEngine
{
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view libraries = "libraries";
} // namespace fields::RemoveEngine

/// An engine after its weights were deleted, and how much room that gave.
namespace fields::EngineRemoved
{
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view freedBytes = "freed_bytes";
} // namespace fields::EngineRemoved

/// Keep a token of the Hugging Face hub, for gated weights. The owner's alone. It goes into the system's keyring, and from there to the hub alone: into no job, journal, log or Plan.
namespace fields::KeepToken
{
inline constexpr std::string_view token = "token";
inline constexpr std::string_view inFile = "in_file";
} // namespace fields::KeepToken

/// Where a token is kept now, and that in a sentence.
namespace fields::TokenState
{
inline constexpr std::string_view kept = "kept";
inline constexpr std::string_view says = "says";
} // namespace fields::TokenState

/// Find clips, newest first. Every given word must occur in prompt, name or engine. `called` is how a person names one clip: the start of its id, its name, its file or its path.
namespace fields::SearchClips
{
inline constexpr std::string_view words = "words";
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view key = "key";
inline constexpr std::string_view bpmMin = "bpm_min";
inline constexpr std::string_view bpmMax = "bpm_max";
inline constexpr std::string_view favourite = "favourite";
inline constexpr std::string_view called = "called";
inline constexpr std::string_view limit = "limit";
inline constexpr std::string_view offset = "offset";
} // namespace fields::SearchClips

/// Clips found, and how many there are in all.
namespace fields::ClipList
{
inline constexpr std::string_view clips = "clips";
inline constexpr std::string_view total = "total";
} // namespace fields::ClipList

/// Ask for one clip and its Plan.
namespace fields::ShowClip
{
inline constexpr std::string_view clipId = "clip_id";
} // namespace fields::ShowClip

/// A clip and the Plan that made it, as stored.
namespace fields::ClipDetails
{
inline constexpr std::string_view clip = "clip";
inline constexpr std::string_view plan = "plan";
inline constexpr std::string_view fileExists = "file_exists";
} // namespace fields::ClipDetails

/// Delete a clip's file and entry; a pinned clip is refused.
namespace fields::RemoveClip
{
inline constexpr std::string_view clipId = "clip_id";
} // namespace fields::RemoveClip

/// Pin a clip (never removed) or mark it as a favourite; null leaves a mark as it is.
namespace fields::MarkClip
{
inline constexpr std::string_view clipId = "clip_id";
inline constexpr std::string_view pinned = "pinned";
inline constexpr std::string_view favourite = "favourite";
} // namespace fields::MarkClip

/// A clip after it was marked or removed.
namespace fields::ClipState
{
inline constexpr std::string_view clip = "clip";
inline constexpr std::string_view removed = "removed";
} // namespace fields::ClipState

/// Ask for one chunk of a clip's file, for a client on another machine.
namespace fields::FetchClip
{
inline constexpr std::string_view clipId = "clip_id";
inline constexpr std::string_view offset = "offset";
} // namespace fields::FetchClip

/// Bytes of a clip's file, in the payload frame; ask on from `offset` plus their number.
namespace fields::ClipChunk
{
inline constexpr std::string_view clipId = "clip_id";
inline constexpr std::string_view offset = "offset";
inline constexpr std::string_view fileBytes = "file_bytes";
} // namespace fields::ClipChunk

/// Every preset, and a sentence for each file or entry that could not be read.
namespace fields::PresetList
{
inline constexpr std::string_view presets = "presets";
inline constexpr std::string_view problems = "problems";
} // namespace fields::PresetList

/// Store a user preset; one of the same name and category is replaced.
namespace fields::SavePreset
{
inline constexpr std::string_view category = "category";
inline constexpr std::string_view preset = "preset";
} // namespace fields::SavePreset

/// Where a preset was stored.
namespace fields::PresetSaved
{
inline constexpr std::string_view row = "row";
inline constexpr std::string_view path = "path";
} // namespace fields::PresetSaved

/// Are you there? Answered at once, whatever else is going on.
namespace fields::Ping
{
inline constexpr std::string_view program = "program";
} // namespace fields::Ping

/// Here. `daemon` changes when another process took over.
namespace fields::Pong
{
inline constexpr std::string_view daemon = "daemon";
inline constexpr std::string_view version = "version";
inline constexpr std::string_view lastEvent = "last_event";
} // namespace fields::Pong

/// The daemon at a glance. Inputs count against the library's quota, beside its clips. `programs` are those of the clients that said what they are.
namespace fields::Status
{
inline constexpr std::string_view daemon = "daemon";
inline constexpr std::string_view version = "version";
inline constexpr std::string_view pid = "pid";
inline constexpr std::string_view uptimeSeconds = "uptime_seconds";
inline constexpr std::string_view home = "home";
inline constexpr std::string_view library = "library";
inline constexpr std::string_view clips = "clips";
inline constexpr std::string_view libraryBytes = "library_bytes";
inline constexpr std::string_view libraryQuotaBytes = "library_quota_bytes";
inline constexpr std::string_view jobs = "jobs";
inline constexpr std::string_view warm = "warm";
inline constexpr std::string_view memoryBudgetBytes = "memory_budget_bytes";
inline constexpr std::string_view clients = "clients";
inline constexpr std::string_view oscPort = "osc_port";
inline constexpr std::string_view problems = "problems";
inline constexpr std::string_view inputs = "inputs";
inline constexpr std::string_view inputsBytes = "inputs_bytes";
inline constexpr std::string_view programs = "programs";
} // namespace fields::Status

/// Get everyone's events from now on (a dashboard, a second screen), or stop doing so.
namespace fields::Watch
{
inline constexpr std::string_view on = "on";
} // namespace fields::Watch

/// After a reconnect: send what came after event number `after`.
namespace fields::Resume
{
inline constexpr std::string_view after = "after";
} // namespace fields::Resume

/// Done. After `resume` and `watch`, `last_event` is the newest event's number.
namespace fields::Ok
{
inline constexpr std::string_view lastEvent = "last_event";
} // namespace fields::Ok

/// What went wrong, where, and what to do. `job` is set when it ended a job.
namespace fields::Error
{
inline constexpr std::string_view code = "code";
inline constexpr std::string_view message = "message";
inline constexpr std::string_view field = "field";
inline constexpr std::string_view bound = "bound";
inline constexpr std::string_view hint = "hint";
inline constexpr std::string_view job = "job";
inline constexpr std::string_view text = "text";
} // namespace fields::Error

/// Every DAW there is a road to, the best for a timeline first.
namespace fields::RoadList
{
inline constexpr std::string_view roads = "roads";
} // namespace fields::RoadList

/// Put a clip onto a timeline. The same id twice is one placement; null `daw` is the best road. `track` is made where there is none of that name. `replacing` is an earlier placement's `item`: the clip takes its spot and track.
namespace fields::PlaceClip
{
inline constexpr std::string_view clipId = "clip_id";
inline constexpr std::string_view at = "at";
inline constexpr std::string_view bar = "bar";
inline constexpr std::string_view daw = "daw";
inline constexpr std::string_view track = "track";
inline constexpr std::string_view replacing = "replacing";
} // namespace fields::PlaceClip

/// Where a clip went, as the DAW said afterwards, in what that DAW counts in.
namespace fields::ClipPlaced
{
inline constexpr std::string_view clipId = "clip_id";
inline constexpr std::string_view road = "road";
inline constexpr std::string_view title = "title";
inline constexpr std::string_view track = "track";
inline constexpr std::string_view item = "item";
inline constexpr std::string_view bar = "bar";
inline constexpr std::string_view sample = "sample";
inline constexpr std::string_view sampleRate = "sample_rate";
inline constexpr std::string_view beats = "beats";
inline constexpr std::string_view slot = "slot";
} // namespace fields::ClipPlaced

/// One engine, as a picker shows it.
namespace fields::EngineRow
{
inline constexpr std::string_view name = "name";
inline constexpr std::string_view title = "title";
inline constexpr std::string_view kind = "kind";
inline constexpr std::string_view readiness = "readiness";
inline constexpr std::string_view sampleRate = "sample_rate";
inline constexpr std::string_view channels = "channels";
inline constexpr std::string_view longestSeconds = "longest_seconds";
inline constexpr std::string_view windows = "windows";
inline constexpr std::string_view abilities = "abilities";
inline constexpr std::string_view licence = "licence";
inline constexpr std::string_view licenceUrl = "licence_url";
inline constexpr std::string_view nonCommercial = "non_commercial";
inline constexpr std::string_view memoryBytes = "memory_bytes";
inline constexpr std::string_view downloadBytes = "download_bytes";
inline constexpr std::string_view pinned = "pinned";
inline constexpr std::string_view jobsRunning = "jobs_running";
inline constexpr std::string_view device = "device";
inline constexpr std::string_view precision = "precision";
inline constexpr std::string_view fix = "fix";
inline constexpr std::string_view librariesBytes = "libraries_bytes";
inline constexpr std::string_view diskBytes = "disk_bytes";
inline constexpr std::string_view gated = "gated";
inline constexpr std::string_view page = "page";
inline constexpr std::string_view job = "job";
inline constexpr std::string_view fitsMemory = "fits_memory";
inline constexpr std::string_view pace = "pace";
inline constexpr std::string_view loras = "loras";
} // namespace fields::EngineRow

/// A LoRA that an engine can be asked with, and whose terms then hold too.
namespace fields::LoraRow
{
inline constexpr std::string_view name = "name";
inline constexpr std::string_view licence = "licence";
inline constexpr std::string_view nonCommercial = "non_commercial";
} // namespace fields::LoraRow

/// Audio (or MIDI, for a melody) that a request builds on: a clip, a local path or an upload. What it is is found in its content, whatever it is called: WAV (RF64 too), AIFF, AIFC, CAF, W64, AU, FLAC, Ogg, Opus, MP3; standard MIDI files of every type, in RIFF too. All of it is read before the request is accepted; what cannot be used is refused with a reason, and what a person should know of it is among the notes of `accepted`. `clip` names one of the daemon's library, on whichever machine that is; `name` is what an uploaded file is called where it comes from.
namespace fields::InputAudio
{
inline constexpr std::string_view path = "path";
inline constexpr std::string_view upload = "upload";
inline constexpr std::string_view clip = "clip";
inline constexpr std::string_view name = "name";
} // namespace fields::InputAudio

/// Audio of which some parts are made again, by the request's own words; the rest stays. Of a clip of the library the tempo, meter and bars must be the request's. Where its rate is too, every sample outside the spans is the clip's own. Other audio is laid from its start, brought to the clip's rate and length. Spans may come in any order, touch and overlap; each ends inside the clip, at `bars` + 1 at the latest.
namespace fields::Inpaint
{
inline constexpr std::string_view path = "path";
inline constexpr std::string_view upload = "upload";
inline constexpr std::string_view clip = "clip";
inline constexpr std::string_view name = "name";
inline constexpr std::string_view spans = "spans";
} // namespace fields::Inpaint

/// A part of a clip, from one place to another that comes later; bars count from 1. Bar 3 goes from 3 to 4, bars 3 and 4 from 3 to 5, the last beat of bar 2 in 4/4 from 2.75 to 3.
namespace fields::BarSpan
{
inline constexpr std::string_view from = "from";
inline constexpr std::string_view to = "to";
} // namespace fields::BarSpan

/// A LoRA of the daemon's, by the name it was added under, and how much of it. 1 is as it was trained, 0 nothing, less than 0 the other way. Of several the changes add up.
namespace fields::Lora
{
inline constexpr std::string_view name = "name";
inline constexpr std::string_view weight = "weight";
} // namespace fields::Lora

/// Where on the timeline the clip is meant to go; carried along and written to `bext`.
namespace fields::Placement
{
inline constexpr std::string_view at = "at";
inline constexpr std::string_view bar = "bar";
inline constexpr std::string_view sample = "sample";
inline constexpr std::string_view track = "track";
} // namespace fields::Placement

/// One clip of the library, as every interface shows it.
namespace fields::Clip
{
inline constexpr std::string_view clipId = "clip_id";
inline constexpr std::string_view planId = "plan_id";
inline constexpr std::string_view path = "path";
inline constexpr std::string_view name = "name";
inline constexpr std::string_view prompt = "prompt";
inline constexpr std::string_view negative = "negative";
inline constexpr std::string_view frames = "frames";
inline constexpr std::string_view sampleRate = "sample_rate";
inline constexpr std::string_view channels = "channels";
inline constexpr std::string_view bpm = "bpm";
inline constexpr std::string_view meter = "meter";
inline constexpr std::string_view bars = "bars";
inline constexpr std::string_view seconds = "seconds";
inline constexpr std::string_view key = "key";
inline constexpr std::string_view seed = "seed";
inline constexpr std::string_view variation = "variation";
inline constexpr std::string_view stem = "stem";
inline constexpr std::string_view parent = "parent";
inline constexpr std::string_view oneShot = "one_shot";
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view engineKind = "engine_kind";
inline constexpr std::string_view licence = "licence";
inline constexpr std::string_view licenceUrl = "licence_url";
inline constexpr std::string_view nonCommercial = "non_commercial";
inline constexpr std::string_view lufs = "lufs";
inline constexpr std::string_view truePeakDbtp = "true_peak_dbtp";
inline constexpr std::string_view tempoErrorPercent = "tempo_error_percent";
inline constexpr std::string_view tempoErrorBeforePercent = "tempo_error_before_percent";
inline constexpr std::string_view beatPhaseMs = "beat_phase_ms";
inline constexpr std::string_view seam = "seam";
inline constexpr std::string_view notes = "notes";
inline constexpr std::string_view wordsUnderstood = "words_understood";
inline constexpr std::string_view wordsIgnored = "words_ignored";
inline constexpr std::string_view audioSha256 = "audio_sha256";
inline constexpr std::string_view bytes = "bytes";
inline constexpr std::string_view created = "created";
inline constexpr std::string_view pinned = "pinned";
inline constexpr std::string_view favourite = "favourite";
inline constexpr std::string_view parentName = "parent_name";
} // namespace fields::Clip

/// The join between a loop's end and its start.
namespace fields::Seam
{
inline constexpr std::string_view jump = "jump";
inline constexpr std::string_view slope = "slope";
inline constexpr std::string_view flux = "flux";
} // namespace fields::Seam

/// Where a job's time went, in milliseconds; `bridge_ms` is all but engine, load and fit.
namespace fields::Timing
{
inline constexpr std::string_view totalMs = "total_ms";
inline constexpr std::string_view queueMs = "queue_ms";
inline constexpr std::string_view planMs = "plan_ms";
inline constexpr std::string_view loadMs = "load_ms";
inline constexpr std::string_view engineMs = "engine_ms";
inline constexpr std::string_view fitMs = "fit_ms";
inline constexpr std::string_view writeMs = "write_ms";
inline constexpr std::string_view bridgeMs = "bridge_ms";
} // namespace fields::Timing

/// How far an engine is from being here.
namespace fields::EngineJobRow
{
inline constexpr std::string_view job = "job";
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view state = "state";
inline constexpr std::string_view doneBytes = "done_bytes";
inline constexpr std::string_view ofBytes = "of_bytes";
inline constexpr std::string_view bytesPerSecond = "bytes_per_second";
inline constexpr std::string_view etaMs = "eta_ms";
inline constexpr std::string_view file = "file";
inline constexpr std::string_view waitsFor = "waits_for";
} // namespace fields::EngineJobRow

/// A preset with where it comes from.
namespace fields::PresetRow
{
inline constexpr std::string_view category = "category";
inline constexpr std::string_view factory = "factory";
inline constexpr std::string_view preset = "preset";
} // namespace fields::PresetRow

/// One starting point.
namespace fields::Preset
{
inline constexpr std::string_view name = "name";
inline constexpr std::string_view words = "words";
inline constexpr std::string_view engines = "engines";
inline constexpr std::string_view wording = "wording";
inline constexpr std::string_view negative = "negative";
inline constexpr std::string_view bars = "bars";
inline constexpr std::string_view seconds = "seconds";
inline constexpr std::string_view bpm = "bpm";
inline constexpr std::string_view meter = "meter";
inline constexpr std::string_view key = "key";
inline constexpr std::string_view followsKey = "follows_key";
inline constexpr std::string_view oneShot = "one_shot";
inline constexpr std::string_view swing = "swing";
inline constexpr std::string_view tags = "tags";
} // namespace fields::Preset

/// What a client says of itself, for people who look at the daemon; nothing is decided by it.
namespace fields::Program
{
inline constexpr std::string_view name = "name";
inline constexpr std::string_view version = "version";
inline constexpr std::string_view format = "format";
inline constexpr std::string_view host = "host";
} // namespace fields::Program

/// One job in the queue or at work.
namespace fields::JobRow
{
inline constexpr std::string_view job = "job";
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view state = "state";
inline constexpr std::string_view fraction = "fraction";
inline constexpr std::string_view place = "place";
inline constexpr std::string_view etaMs = "eta_ms";
} // namespace fields::JobRow

/// One engine in memory.
namespace fields::WarmEngine
{
inline constexpr std::string_view engine = "engine";
inline constexpr std::string_view memoryBytes = "memory_bytes";
inline constexpr std::string_view pinned = "pinned";
inline constexpr std::string_view jobsRunning = "jobs_running";
inline constexpr std::string_view idleSeconds = "idle_seconds";
inline constexpr std::string_view workerPid = "worker_pid";
inline constexpr std::string_view deviceBytes = "device_bytes";
} // namespace fields::WarmEngine

/// One DAW. `says` is what its script says while it is open, else what to do to open it.
namespace fields::RoadRow
{
inline constexpr std::string_view name = "name";
inline constexpr std::string_view title = "title";
inline constexpr std::string_view open = "open";
inline constexpr std::string_view says = "says";
} // namespace fields::RoadRow
} // namespace tonekiln::protocol
