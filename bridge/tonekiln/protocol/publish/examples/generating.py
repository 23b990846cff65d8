"""Clips asked for, on their way, made and refused."""

from __future__ import annotations

from decimal import Decimal

from ... import (
    Accepted,
    BarSpan,
    Cancel,
    CancelDone,
    ClipReady,
    Done,
    Failure,
    Generate,
    Inpaint,
    InputAudio,
    JobState,
    Lora,
    PlaceAt,
    Placement,
    Preview,
    Priority,
    Progress,
    Refit,
    Remake,
    Separate,
    Timing,
    Upload,
    UploadDone,
)
from ...errors import ErrorCode
from .example import JOB, Example, answered, asked, happened
from .library import CLIP

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
    loras=(Lora(name="tape-hiss", weight=0.8), Lora(name="slow_attack")),
    retake=False,
    previews=True,
    priority=Priority.LIVE,
    deadline_ms=8_000,
    placement=Placement(at=PlaceAt.BAR, bar=17, sample=1_411_200, track="Pads"),
)

_PART_AGAIN = Generate(
    prompt="open hats, no kick",
    bpm=Decimal(repr(CLIP.bpm)),
    meter=CLIP.meter,
    bars=CLIP.bars,
    sample_rate=CLIP.sample_rate,
    engine="sketch",
    inpaint=Inpaint(
        clip=CLIP.clip_id, spans=(BarSpan(from_=1.75, to=2.0), BarSpan(from_=3.0, to=4.0))
    ),
)

EXAMPLES: tuple[Example, ...] = (
    asked(Generate(bpm=Decimal(120), bars=4, prompt="drums"), "generate, the least of it"),
    asked(_FULL_GENERATE, "generate, everything"),
    asked(_PART_AGAIN, "generate, two parts of a clip again"),
    asked(Refit(clip_id=CLIP.clip_id, bpm=Decimal("90.5"), sample_rate=96_000)),
    asked(Separate(source=InputAudio(clip=CLIP.clip_id)), "separate, a clip"),
    asked(
        Separate(
            source=InputAudio(path="/home/ada/song.flac"),
            engine="htdemucs",
            bpm=Decimal("92.5"),
            meter="6/8",
            priority=Priority.BACKGROUND,
            placement=Placement(at=PlaceAt.BAR, bar=9),
        ),
        "separate, a file",
    ),
    asked(Remake(plan_id=CLIP.plan_id)),
    asked(Cancel(job=JOB)),
    asked(Upload(upload="upload-1", offset=4, last=True), payload=(b"\x00\x01\x02\xff",)),
    answered(Accepted(job=JOB, place=1, eta_ms=2_300, engine="sketch", plan_id="plan-91c2"), JOB),
    answered(CancelDone(job=JOB, stopped=True), "ask-cancel"),
    answered(UploadDone(upload="upload-1", received=8), "ask-upload"),
    happened(
        Progress(job=JOB, state=JobState.GENERATING, fraction=0.25, eta_ms=900, step=2, steps=8), 42
    ),
    happened(
        Preview(job=JOB, variation=0, sample_rate=32_000, channels=2, start_frame=0, frames=2),
        43,
        (b"\x00\x00\x80\x3f\x00\x00\x00\xbf\x00\x00\x00\x00\x00\x00\x80\xbf",),
    ),
    happened(ClipReady(job=JOB, clip=CLIP), 44),
    happened(
        Done(job=JOB, clip_ids=(CLIP.clip_id,), timing=Timing(total_ms=310.5, bridge_ms=3.25)), 45
    ),
    happened(
        Failure(
            code=ErrorCode.ENGINE_UNAVAILABLE,
            message="the weights of musicgen-small are not here",
            field="engine",
            hint="tonekiln pull musicgen-small",
            job=JOB,
        ),
        46,
    ),
)
