"""What an engine is asked to make, of what, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath

import numpy as np
from msgspec import UNSET, Struct, UnsetType
from numpy.typing import NDArray

from tonekiln.protocol import Meter

Audio = NDArray[np.float32]
"""Samples of shape (channels, frames), nominally within -1..1."""


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
