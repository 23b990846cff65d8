"""A good example of every message, as it travels."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .. import (
    Accepted,
    Cancel,
    CancelDone,
    CancelEngineJob,
    Clip,
    ClipChunk,
    ClipDetails,
    ClipList,
    ClipPlaced,
    ClipReady,
    ClipState,
    ContinueEngineJob,
    Done,
    EngineJob,
    EngineJobList,
    EngineJobRow,
    EngineJobState,
    EngineKind,
    EngineList,
    EngineProgress,
    EngineReady,
    EngineRemoved,
    EngineRow,
    EngineState,
    Failure,
    FetchClip,
    ForgetToken,
    Generate,
    GetEngine,
    GetStatus,
    InputAudio,
    JobRow,
    JobState,
    KeepToken,
    Leave,
    ListEngineJobs,
    ListEngines,
    ListPresets,
    ListRoads,
    LoadEngine,
    MarkClip,
    Message,
    Ok,
    PauseEngineJob,
    PinEngine,
    Ping,
    PlaceAt,
    PlaceClip,
    Placement,
    Pong,
    Preset,
    PresetList,
    PresetRow,
    PresetSaved,
    Preview,
    Priority,
    Program,
    Progress,
    Readiness,
    Refit,
    Remake,
    RemoveClip,
    RemoveEngine,
    Resume,
    RoadList,
    RoadRow,
    SavePreset,
    Seam,
    SearchClips,
    ShowClip,
    Shutdown,
    Status,
    Timing,
    TokenPlace,
    TokenState,
    UnloadEngine,
    Upload,
    UploadDone,
    WarmEngine,
    Watch,
)
from ..errors import ErrorCode
from ..fields import Ability

JOB = "job-5f0c"


@dataclass(frozen=True, slots=True)
class Example:
    """One message with the envelope around it."""

    name: str
    message: Message
    id: str
    parent: str | None = None
    seq: int | None = None
    payload: tuple[bytes, ...] = ()


_SEAM = Seam(jump=0.41, slope=0.57, flux=1.08)
_CLIP = Clip(
    clip_id="clip-7f3a",
    plan_id="plan-91c2",
    path="/home/ada/Tonekiln/dusty-lofi-drums_84bpm_Am_4bars_7f3a.wav",
    name="dusty-lofi-drums_84bpm_Am_4bars_7f3a",
    prompt="dusty lo-fi drums, “brushed” — 埃",
    frames=548_571,
    sample_rate=48_000,
    channels=2,
    bpm=84.0,
    meter="4/4",
    bars=4,
    seconds=11.4285625,
    key="Am",
    seed=4_294_967_295,
    engine="sketch",
    engine_kind=EngineKind.PROCEDURAL,
    licence="MIT",
    lufs=-14.02,
    true_peak_dbtp=-1.3,
    tempo_error_percent=0.0,
    seam=_SEAM,
    words_understood=("dusty", "lo-fi", "drums"),
    words_ignored=("brushed",),
    audio_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    bytes=3_293_210,
    created="2026-03-01T12:00:00Z",
)
_ENGINE = EngineRow(
    name="sketch",
    title="Sketch",
    kind=EngineKind.PROCEDURAL,
    readiness=Readiness.WARM,
    sample_rate=None,
    channels=2,
    longest_seconds=600.0,
    windows=False,
    abilities=(Ability.KEY, Ability.SWING, Ability.STEMS, Ability.ONE_SHOT),
    licence="MIT",
    licence_url="https://opensource.org/license/mit",
    non_commercial=False,
    memory_bytes=120_000_000,
    device="cpu",
    precision="fp32",
)
_MODEL = EngineRow(
    name="musicgen-small",
    title="MusicGen small",
    kind=EngineKind.NEURAL,
    readiness=Readiness.ON_DISK,
    sample_rate=32_000,
    channels=1,
    longest_seconds=30.0,
    windows=True,
    abilities=(Ability.GUIDANCE, Ability.TEMPERATURE),
    licence="CC-BY-NC 4.0",
    licence_url="https://creativecommons.org/licenses/by-nc/4.0/",
    non_commercial=True,
    memory_bytes=3_000_000_000,
    download_bytes=2_360_000_000,
    disk_bytes=2_364_430_000,
    page="https://huggingface.co/facebook/musicgen-small",
    pace=2.4,
)
_GETTING = EngineJobRow(
    job=JOB,
    engine="musicgen-small",
    state=EngineJobState.WEIGHTS,
    done_bytes=1_180_000_000,
    of_bytes=2_364_430_000,
    bytes_per_second=11_500_000.0,
    eta_ms=103_000,
    file="facebook/musicgen-small/model.safetensors",
)
_WAITING = EngineJobRow(
    job="job-77aa",
    engine="",
    state=EngineJobState.QUEUED,
    waits_for="musicgen-small is being got",
)
_LICENCE = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_PRESET = Preset(name="Dusty drums", words="dusty lo-fi drums", bars=4, swing=0.6, tags=("lofi",))
_ROW = PresetRow(category="drums", factory=True, preset=_PRESET)
_ROADS = (
    RoadRow(name="ardour", title="Ardour", open=True, says="Ardour song"),
    RoadRow(name="reaper", title="REAPER", open=False, says="tonekiln daw install reaper"),
)
_PROGRAM = Program(name="plugin", version="0.1.0", format="VST3", host="Ableton Live 12")
_STATUS = Status(
    daemon="daemon-01",
    version="0.1.0",
    pid=4242,
    uptime_seconds=12.5,
    home="/home/ada/.local/share/tonekiln",
    library="/home/ada/Tonekiln",
    clips=12,
    library_bytes=40_000_000,
    library_quota_bytes=20_000_000_000,
    jobs=(JobRow(job=JOB, engine="sketch", state=JobState.GENERATING, fraction=0.5, place=0),),
    warm=(
        WarmEngine(
            engine="sketch",
            memory_bytes=120_000_000,
            pinned=True,
            jobs_running=1,
            idle_seconds=0.0,
            worker_pid=4243,
        ),
    ),
    memory_budget_bytes=8_000_000_000,
    clients=2,
    osc_port=None,
    programs=(_PROGRAM, Program(name="tonekiln", version="0.1.0")),
)
_FULL_GENERATE = Generate(
    prompt="warm pad, no drums",
    negative="vocals",
    bpm=Decimal("133.333333"),
    meter="7/8",
    bars=8,
    key="F#m",
    seed=7,
    variations=2,
    engine="stable-audio-open-1.0",
    preset="Dusty drums",
    sample_rate=44_100,
    stems=True,
    swing=0.55,
    guidance=7.0,
    steps=100,
    temperature=1.0,
    precision="bf16",
    init=InputAudio(path="/home/ada/hum.wav"),
    strength=0.7,
    continuation=InputAudio(upload="upload-1", name="verse.wav"),
    melody=InputAudio(path="/home/ada/tune.mid"),
    width=0.5,
    retake=False,
    previews=True,
    priority=Priority.LIVE,
    deadline_ms=8_000,
    placement=Placement(at=PlaceAt.BAR, bar=17, sample=1_411_200, track="Pads"),
)


def _asked(message: Message, name: str = "", payload: tuple[bytes, ...] = ()) -> Example:
    return Example(name or message.kind, message, id=f"ask-{message.kind}", payload=payload)


def _answered(message: Message, to: str, payload: tuple[bytes, ...] = ()) -> Example:
    return Example(message.kind, message, id=f"rep-{message.kind}", parent=to, payload=payload)


def _happened(message: Message, seq: int, payload: tuple[bytes, ...] = ()) -> Example:
    return Example(message.kind, message, id=f"evt-{seq}", parent=JOB, seq=seq, payload=payload)


EXAMPLES: tuple[Example, ...] = (
    _asked(Generate(bpm=Decimal(120), bars=4, prompt="drums"), "generate, the least of it"),
    _asked(_FULL_GENERATE, "generate, everything"),
    _asked(Refit(clip_id=_CLIP.clip_id, bpm=Decimal("90.5"), sample_rate=96_000)),
    _asked(Remake(plan_id=_CLIP.plan_id)),
    _asked(Cancel(job=JOB)),
    _asked(Upload(upload="upload-1", offset=4, last=True), payload=(b"\x00\x01\x02\xff",)),
    _asked(ListEngines()),
    _asked(LoadEngine(engine="sketch")),
    _asked(UnloadEngine(engine="sketch")),
    _asked(PinEngine(engine="sketch", pinned=False)),
    _asked(GetEngine(), "get_engine, the libraries alone"),
    _asked(
        GetEngine(engine="musicgen-small", licence=_LICENCE, folder="/media/ada/stick"),
        "get_engine, everything",
    ),
    _asked(PauseEngineJob(job=JOB)),
    _asked(ContinueEngineJob(job=JOB)),
    _asked(CancelEngineJob(job=JOB)),
    _asked(ListEngineJobs()),
    _asked(RemoveEngine(engine="musicgen-small", libraries=True)),
    _asked(KeepToken(token="hf_AnExample", in_file=True)),  # noqa: S106 - no token
    _asked(ForgetToken()),
    _asked(SearchClips(words="dusty", key="Am", bpm_min=Decimal(80), bpm_max=Decimal("90.25"))),
    _asked(ShowClip(clip_id=_CLIP.clip_id)),
    _asked(RemoveClip(clip_id=_CLIP.clip_id)),
    _asked(MarkClip(clip_id=_CLIP.clip_id, pinned=True)),
    _asked(FetchClip(clip_id=_CLIP.clip_id, offset=262_144)),
    _asked(ListPresets()),
    _asked(SavePreset(preset=_PRESET)),
    _asked(ListRoads()),
    _asked(
        PlaceClip(clip_id=_CLIP.clip_id, at=PlaceAt.BAR, bar=17, daw="ardour", track="Töne & more")
    ),
    _asked(Ping(program=_PROGRAM)),
    _asked(Ping()),
    _asked(GetStatus()),
    _asked(Watch()),
    _asked(Resume(after=41)),
    _asked(Leave()),
    _asked(Shutdown()),
    _answered(Accepted(job=JOB, place=1, eta_ms=2_300, engine="sketch", plan_id="plan-91c2"), JOB),
    _answered(CancelDone(job=JOB, stopped=True), "ask-cancel"),
    _answered(UploadDone(upload="upload-1", received=8), "ask-upload"),
    _answered(EngineList(engines=(_ENGINE,), default="sketch"), "ask-list_engines"),
    _answered(EngineState(engine=_ENGINE), "ask-load_engine"),
    _answered(EngineJob(row=_GETTING, joined=True), JOB),
    _answered(
        EngineJobList(jobs=(_GETTING, _WAITING), token=TokenPlace.KEYRING), "ask-list_engine_jobs"
    ),
    _answered(EngineRemoved(engine=_MODEL, freed_bytes=2_364_430_000), "ask-remove_engine"),
    _answered(
        TokenState(kept=TokenPlace.KEYRING, says="the token is in the system's keyring"),
        "ask-keep_token",
    ),
    _answered(ClipList(clips=(_CLIP,), total=1), "ask-search_clips"),
    _answered(
        ClipDetails(clip=_CLIP, plan={"engine": "sketch"}, file_exists=True), "ask-show_clip"
    ),
    _answered(ClipState(clip=_CLIP, removed=True), "ask-remove_clip"),
    _answered(
        ClipChunk(clip_id=_CLIP.clip_id, offset=0, file_bytes=4), "ask-fetch_clip", (b"RIFF",)
    ),
    _answered(PresetList(presets=(_ROW,), problems=("mine/broken.toml: no words",)), "ask-presets"),
    _answered(PresetSaved(row=_ROW, path="/home/ada/presets/mine/dusty.toml"), "ask-save_preset"),
    _answered(RoadList(roads=_ROADS), "ask-list_roads"),
    _answered(
        ClipPlaced(
            clip_id=_CLIP.clip_id,
            road="ardour",
            title="Ardour",
            track="Töne & more",
            item="2417",
            bar=17,
            sample=1_411_200,
            sample_rate=44_100,
        ),
        "ask-place_clip",
    ),
    _answered(Pong(daemon="daemon-01", version="0.1.0", last_event=41), "ask-ping"),
    _answered(_STATUS, "ask-get_status"),
    _answered(Ok(last_event=41), "ask-watch"),
    _happened(
        Progress(job=JOB, state=JobState.GENERATING, fraction=0.25, eta_ms=900, step=2, steps=8), 42
    ),
    _happened(
        Preview(job=JOB, variation=0, sample_rate=32_000, channels=2, start_frame=0, frames=2),
        43,
        (b"\x00\x00\x80\x3f\x00\x00\x00\xbf\x00\x00\x00\x00\x00\x00\x80\xbf",),
    ),
    _happened(ClipReady(job=JOB, clip=_CLIP), 44),
    _happened(
        Done(job=JOB, clip_ids=(_CLIP.clip_id,), timing=Timing(total_ms=310.5, bridge_ms=3.25)), 45
    ),
    _happened(
        Failure(
            code=ErrorCode.ENGINE_UNAVAILABLE,
            message="the weights of musicgen-small are not here",
            field="engine",
            hint="tonekiln pull musicgen-small",
            job=JOB,
        ),
        46,
    ),
    _happened(EngineProgress(row=_GETTING), 47),
    _happened(EngineReady(job=JOB, engine=_MODEL, notes=("the libraries were here already",)), 48),
    Example(
        "error, with a licence",
        Failure(
            code=ErrorCode.LICENCE_NOT_ACCEPTED,
            message="the licence of musicgen-small has to be accepted first",
            field="licence",
            bound=_LICENCE,
            hint="show `text`; ask again with `licence` set to `bound` where it is accepted",
            text="MusicGen small: its weights are under CC-BY-NC 4.0.\n…",
        ),
        id="rep-licence",
        parent="ask-get_engine",
    ),
)
