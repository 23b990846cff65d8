"""Asking for clips, and what comes back while they are made."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

from msgspec import Meta, Struct, field

from . import fields as f
from . import limits
from .clip import Clip, Timing
from .limits import MAX_LORAS
from .message import Direction, Message


class InputAudio(Struct, frozen=True, kw_only=True):
    """Audio (or MIDI, for a melody) that a request builds on: a clip, a local path or an upload.

    What it is is found in its content, whatever it is called: WAV (RF64 too), AIFF, AIFC, CAF, W64,
    AU, FLAC, Ogg, Opus, MP3; standard MIDI files of every type, in RIFF too. All of it is read
    before the request is accepted; what cannot be used is refused with a reason, and what a person
    should know of it is among the notes of `accepted`. `clip` names one of the daemon's library,
    on whichever machine that is; `name` is what an uploaded file is called where it comes from.
    """

    path: f.Path | None = None
    upload: f.Identifier | None = None
    clip: f.Identifier | None = None
    name: f.FileName = ""


class BarSpan(Struct, frozen=True, kw_only=True):
    """A part of a clip, from one place to another that comes later; bars count from 1.

    Bar 3 goes from 3 to 4, bars 3 and 4 from 3 to 5, the last beat of bar 2 in 4/4 from 2.75 to 3.
    """

    from_: f.BarPlace = field(name="from")
    to: f.BarPlace


class Inpaint(InputAudio, frozen=True, kw_only=True):
    """Audio of which some parts are made again, by the request's own words; the rest stays.

    Of a clip of the library the tempo, meter and bars must be the request's. Where its rate is too,
    every sample outside the spans is the clip's own. Other audio is laid from its start, brought to
    the clip's rate and length. Spans may come in any order, touch and overlap; each ends inside the
    clip, at `bars` + 1 at the latest.
    """

    spans: Annotated[tuple[BarSpan, ...], Meta(min_length=1, max_length=limits.MAX_PARTS)]


class Lora(Struct, frozen=True, kw_only=True):
    """A LoRA of the daemon's, by the name it was added under, and how much of it.

    1 is as it was trained, 0 nothing, less than 0 the other way. Of several the changes add up.
    """

    name: f.LoraName
    weight: f.LoraWeight = 1.0


class Placement(Struct, frozen=True, kw_only=True):
    """Where on the timeline the clip is meant to go; carried along and written to `bext`."""

    at: f.PlaceAt = f.PlaceAt.NOW
    bar: int | None = None
    sample: f.Sample | None = None
    track: str | None = None


class Generate(Message, frozen=True, kw_only=True):
    """Make one or more clips. The header's id names the job; the same id twice is one job."""

    kind: ClassVar[str] = "generate"

    prompt: f.Prompt = ""
    negative: f.Prompt = ""
    bpm: f.Bpm
    meter: f.MeterText = "4/4"
    bars: f.Bars | None = None
    seconds: f.Seconds | None = None
    key: f.KeyText | None = None
    seed: f.Seed | None = None
    variations: f.Variations = 1
    engine: f.EngineName | None = None
    preset: f.PresetName | None = None
    sample_rate: f.SampleRate = 48_000
    one_shot: bool = False
    stems: bool = False
    swing: f.Unit | None = None
    guidance: f.Guidance | None = None
    steps: f.Steps | None = None
    temperature: f.Temperature | None = None
    precision: f.Name | None = None
    draft: bool = False
    init: InputAudio | None = None
    strength: f.Unit | None = None
    continuation: InputAudio | None = None
    melody: InputAudio | None = None
    inpaint: Inpaint | None = None
    width: f.Unit | None = None
    loras: Annotated[tuple[Lora, ...], Meta(max_length=MAX_LORAS)] = ()
    retake: bool = True
    previews: bool = False
    priority: f.Priority = f.Priority.NORMAL
    deadline_ms: f.DeadlineMs | None = None
    placement: Placement | None = None


class Refit(Message, frozen=True, kw_only=True):
    """Make a new clip from one in the library, the same audio at another tempo or rate."""

    kind: ClassVar[str] = "refit"

    clip_id: f.Identifier
    bpm: f.Bpm
    sample_rate: f.SampleRate | None = None


class Separate(Message, frozen=True, kw_only=True):
    """Take a clip or a file apart into stems: new clips that sum to it, as long as it is.

    They are drums, bass, vocals and other, in that order. A clip gives them its tempo, meter, bars
    and key. A file's tempo is what it says itself, else `bpm`; where its length comes to whole bars
    of that tempo and `meter` the stems have bars, else they have none and keep their seconds.
    """

    kind: ClassVar[str] = "separate"

    source: InputAudio
    engine: f.EngineName | None = None
    bpm: f.Bpm | None = None
    meter: f.MeterText = "4/4"
    priority: f.Priority = f.Priority.NORMAL
    placement: Placement | None = None


class Remake(Message, frozen=True, kw_only=True):
    """Make the clips of a stored Plan again, sample for sample."""

    kind: ClassVar[str] = "remake"

    plan_id: f.Identifier


ClipRequest: TypeAlias = Generate | Refit | Separate | Remake
"""What becomes a job that makes clips."""


class Cancel(Message, frozen=True, kw_only=True):
    """Stop a job. Its own client then gets an `error` event with code `cancelled`."""

    kind: ClassVar[str] = "cancel"

    job: f.Identifier


class CancelDone(Message, frozen=True, kw_only=True):
    """Whether the job was still there to be stopped."""

    kind: ClassVar[str] = "cancel_done"
    direction: ClassVar[Direction] = "reply"

    job: f.Identifier
    stopped: bool


class Upload(Message, frozen=True, kw_only=True):
    """One chunk of input audio from another machine; the bytes are the payload frame."""

    kind: ClassVar[str] = "upload"

    upload: f.Identifier
    offset: f.Sample = 0
    last: bool = False


class UploadDone(Message, frozen=True, kw_only=True):
    """How many bytes of an upload have arrived."""

    kind: ClassVar[str] = "upload_done"
    direction: ClassVar[Direction] = "reply"

    upload: f.Identifier
    received: int


class Accepted(Message, frozen=True, kw_only=True):
    """The job is in the queue: how many are before it, and when it may be done."""

    kind: ClassVar[str] = "accepted"
    direction: ClassVar[Direction] = "reply"

    job: f.Identifier
    place: int
    eta_ms: int | None = None
    engine: str = ""
    plan_id: str = ""
    notes: tuple[str, ...] = ()


class Progress(Message, frozen=True, kw_only=True):
    """Where a job is. `fraction` never goes back within a job."""

    kind: ClassVar[str] = "progress"
    direction: ClassVar[Direction] = "event"

    job: f.Identifier
    state: f.JobState
    fraction: f.Unit
    eta_ms: int | None = None
    step: int = 0
    steps: int = 0
    message: str = ""


class Preview(Message, frozen=True, kw_only=True):
    """Unfitted audio while the clip is still being made: float32 frames, interleaved."""

    kind: ClassVar[str] = "preview"
    direction: ClassVar[Direction] = "event"

    job: f.Identifier
    variation: int
    sample_rate: int
    channels: int
    start_frame: int
    frames: int


class ClipReady(Message, frozen=True, kw_only=True):
    """A clip is in the library."""

    kind: ClassVar[str] = "clip"
    direction: ClassVar[Direction] = "event"

    job: f.Identifier
    clip: Clip


class Done(Message, frozen=True, kw_only=True):
    """All clips of a job are made."""

    kind: ClassVar[str] = "done"
    direction: ClassVar[Direction] = "event"

    job: f.Identifier
    clip_ids: tuple[str, ...]
    timing: Timing
