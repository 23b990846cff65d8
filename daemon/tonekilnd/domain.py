"""The frozen types that everything in the daemon speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath

import numpy as np
from msgspec import UNSET, Struct, UnsetType
from numpy.typing import NDArray

from tonekiln.protocol import Ability, EngineKind, Meter, Placement, Readiness

Audio = NDArray[np.float32]
"""Samples of shape (channels, frames), nominally within -1..1."""


class LoraFacts(Struct, frozen=True, kw_only=True):
    """A LoRA that was added.

    Attributes:
        sha256: of all that decides what it does.
        unfit: why it cannot be used with the engine at hand, or "".
    """

    name: str
    sha256: str
    licence: str
    non_commercial: bool
    unfit: str = ""


class EngineFacts(Struct, frozen=True, kw_only=True):
    """What is true of an engine before it is loaded.

    Attributes:
        sample_rate: its own rate; None when it renders at any rate.
        longest_seconds: one pass; with `windows` longer clips are made of several.
        exact: places every event itself, so that tempo and seam need no correction.
        memory_bytes: what it is expected to take when warm; measured values replace it.
        checkpoint: digest of its weights, or the version of its rules; part of every Plan.
        precision: what it computes in unless a request says otherwise.
        precisions: those that a request may name; empty leaves that to the engine.
        draft_precision: its fastest, which drafts take; "" where there is no faster one.
        fix: the command that makes it usable, where `readiness` says it is not.
        interpreter: the Python that runs its worker; "" for the daemon's own.
        made_by: the code that makes its takes: its revision and the libraries under it.
        kernels: the family of kernels that each precision is computed with on this machine.
        problems: what of its files could not be read, a sentence each.
        libraries_bytes: about what its libraries take to fetch; 0 where they are here, or are
            another's business.
        disk_bytes: what removing its weights would give back.
        gated: whether its terms have to be accepted on `page` before the hub gives it.
        template: how it is told, with `{prompt}` and other names; "" for the planner's own way.
        tempi: those that it knows, rising; it is asked at the nearest. Empty for any.
        lengths: those that it knows, in bars, rising; empty for any.
        loras: all that were added, each with why it does not fit where it does not.
    """

    name: str
    title: str
    kind: EngineKind
    readiness: Readiness
    sample_rate: int | None
    channels: int
    longest_seconds: float
    windows: bool
    exact: bool
    abilities: frozenset[Ability]
    licence: str
    licence_url: str
    non_commercial: bool
    memory_bytes: int
    checkpoint: str
    download_bytes: int = 0
    precision: str = ""
    precisions: tuple[str, ...] = ()
    draft_precision: str = ""
    device: str = "cpu"
    fix: str = ""
    interpreter: str = ""
    made_by: str = ""
    kernels: dict[str, str] = {}
    problems: tuple[str, ...] = ()
    libraries_bytes: int = 0
    disk_bytes: int = 0
    gated: bool = False
    page: str = ""
    template: str = ""
    tempi: tuple[Decimal, ...] = ()
    lengths: tuple[int, ...] = ()
    loras: tuple[LoraFacts, ...] = ()


class FitSettings(Struct, frozen=True, kw_only=True):
    """How a take becomes a clip; part of the Plan, since it decides samples.

    Attributes:
        target_lufs: integrated loudness of loops (ITU-R BS.1770).
        one_shot_peak_dbtp: true peak of one-shots, which are levelled by peak.
        ceiling_dbtp: the limiter's ceiling.
        most_limiting_db: the limiter never takes more; a sparse clip then stays quieter.
        most_seam_ms: longest pre-roll-into-tail crossfade; also a quarter of a beat at most.
        least_stretch_percent: smaller tempo errors are corrected by resampling, which moves the
            pitch by less than two cents, instead of a time stretch.
    """

    target_lufs: float = -14.0
    one_shot_peak_dbtp: float = -1.0
    ceiling_dbtp: float = -1.0
    most_limiting_db: float = 3.0
    most_seam_ms: float = 100.0
    least_stretch_percent: float = 0.1


class InputFile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Input audio or MIDI kept in the daemon's home under its digest.

    Attributes:
        path: of the kept copy.
        sha256: of its content, which alone decides what is heard.
        name: what its owner calls it; no part of a Plan's id. Plans of before have none.
        clip: the id of the library's clip that it is; no part of a Plan's id either.
        licence: that clip's, likewise.
        non_commercial: whether that forbids commercial use.
    """

    path: str
    sha256: str
    name: str = ""
    clip: str = ""
    licence: str = ""
    non_commercial: bool = False

    @property
    def shown(self) -> str:
        """What to call it in a sentence."""
        return self.name or PurePath(self.path).name


STEMS = ("drums", "bass", "vocals", "other")
"""What sound is taken apart into. The last is what is left of it."""


class Parent(Struct, frozen=True, kw_only=True):
    """What a Plan's stems are taken from, as their records tell it.

    Attributes:
        clip: its id in the library; None for a file from outside.
        name: what the clip or the file is called.
        licence: of the clip; "" of a file, whose rights nobody here knows.
        non_commercial: whether that licence forbids to earn with it.
    """

    clip: str | None
    name: str
    licence: str = ""
    licence_url: str = ""
    non_commercial: bool = False


FREE_STRENGTH = 0.9
"""From here on so little is left of initial audio that a take finds a tempo of its own."""


class LoraWeight(Struct, frozen=True, kw_only=True):
    """How much of a LoRA a take is made with.

    Attributes:
        sha256: of all that decides what it does.
        weight: 1 as it was trained; less than 0 the other way.
        name: what its owner calls it; no part of a Plan's id.
    """

    sha256: str
    weight: float
    name: str = ""


class TakeSpec(Struct, frozen=True, kw_only=True):
    """What an engine is asked to make: one take.

    Attributes:
        prompt: the words as sent to the model, tempo and key already in them.
        sample_rate: the engine's own rate, or the clip's for an engine of any rate.
        frames: how many frames at `sample_rate`, pre-roll and post-roll included.
        pre_roll_frames: how many of them lie before the downbeat.
        section_frames: for clips longer than the model's window, the sections' lengths.
        precision: fp32, bf16 or int8; "" for the engine's own.
        made_bpm: the tempo it is made at, where that is not the clip's: the fit brings it there.
            Unset, and so in no digest, where it is; as in Plans from before it was kept.
        made_bars: how many bars it is made of, where the model knows only some lengths.
        inpaint: audio of the take's own length, of which only parts are made.
        inpaint_spans: those parts, (from, to) in frames at `sample_rate`, rising and apart.
        loras: by their digests; unset for none.
        source: what is to be taken apart into STEMS, for an engine that does that and nothing else;
            `frames` are its own then, at its own rate, `sample_rate`.
    """

    prompt: str
    negative: str
    seed: int
    sample_rate: int
    frames: int
    pre_roll_frames: int
    bpm: Decimal
    meter: str
    bars: int | None
    key: str | None
    one_shot: bool = False
    stems: bool = False
    swing: float | None = None
    guidance: float | None = None
    steps: int | None = None
    temperature: float | None = None
    strength: float | None = None
    width: float | None = None
    retake: bool = True
    init: InputFile | None = None
    continuation: InputFile | None = None
    melody: InputFile | None = None
    section_frames: tuple[int, ...] = ()
    precision: str = ""
    made_bpm: Decimal | UnsetType = UNSET
    made_bars: int | UnsetType = UNSET
    inpaint: InputFile | UnsetType = UNSET
    inpaint_spans: tuple[tuple[int, int], ...] | UnsetType = UNSET
    loras: tuple[LoraWeight, ...] | UnsetType = UNSET
    source: InputFile | UnsetType = UNSET

    @property
    def parent(self) -> str | None:
        """The library's clip that this one is made from; None where it is made from none."""
        given = (self.inpaint, self.init, self.continuation, self.melody)
        return next(
            (file.clip for file in given if isinstance(file, InputFile) and file.clip), None
        )

    @property
    def asked_bpm(self) -> Decimal:
        """The tempo that the engine is asked to make it at."""
        return self.bpm if self.made_bpm is UNSET else self.made_bpm

    @property
    def told_seconds(self) -> float | None:
        """The length that a model of whole bars is told; None where it is told the frames'."""
        if self.made_bars is UNSET:
            return None
        return self.made_bars * self.time_signature.quarters_per_bar * 60 / float(self.asked_bpm)

    @property
    def time_signature(self) -> Meter:
        """The meter, parsed."""
        return Meter.parse(self.meter)

    @property
    def follows_its_audio(self) -> bool:
        """Whether the take lies as the audio that it was made from: its downbeat is known.

        Initial audio is laid on the downbeat; what comes of it need not be looked for.
        """
        return self.init is not None and (self.strength is None or self.strength < FREE_STRENGTH)


class Plan(Struct, frozen=True, kw_only=True):
    """Everything that decides a job's audio: the same Plan gives the same samples.

    Attributes:
        plan_id: digest of all other fields but `placement` and `notes`.
        checkpoint: digest of the weights; for a procedural engine its version.
        made_by: the code that makes the samples: the engine's revision, its libraries' versions,
            the kernels, the fit; "" in Plans from before it was kept.
        takes: one spec a variation, each with its own seed.
        frames: length of each clip at `sample_rate`.
        inpaint_spans: of each clip that is another's but for some parts, those parts: (from, to) in
            frames at `sample_rate`, rising and apart. Unset, and so in no digest, elsewhere.
        parent: what its stems are taken from; unset where sound is made and not taken apart.
    """

    plan_id: str
    engine: str
    checkpoint: str
    precision: str
    device: str
    prompt: str
    negative: str
    bpm: Decimal
    meter: str
    bars: int | None
    seconds: float | None
    key: str | None
    sample_rate: int
    frames: int
    one_shot: bool
    stems: bool
    takes: tuple[TakeSpec, ...]
    fit: FitSettings
    made_by: str = ""
    refit_of: str | None = None
    inpaint_spans: tuple[tuple[int, int], ...] | UnsetType = UNSET
    placement: Placement | None = None
    notes: tuple[str, ...] = ()
    parent: Parent | UnsetType = UNSET

    @property
    def clips(self) -> int:
        """How many clips are a job of this Plan's; stems beside a mix are not counted."""
        return len(self.takes) if self.parent is UNSET else len(STEMS)


@dataclass(frozen=True, slots=True)
class Take:
    """Raw audio from an engine, before the fit.

    Attributes:
        audio: (channels, frames) at `sample_rate`.
        stems: parts that sum to `audio`, by name; empty unless asked for.
        words_understood: words of the prompt that steered the sound, where the engine knows.
        words_ignored: words of the prompt that did not.
        notes: what a person should know of this take ("made again: the first died away").
    """

    audio: Audio
    sample_rate: int
    stems: dict[str, Audio] = field(default_factory=dict)
    words_understood: tuple[str, ...] = ()
    words_ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
