"""A part: an instrument, its notes and its place in the mix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..synth.tone import Instrument


class Stem(StrEnum):
    """The separate clips a mix divides into."""

    DRUMS = "drums"
    BASS = "bass"
    HARMONY = "harmony"
    MELODY = "melody"
    TEXTURE = "texture"


@dataclass(frozen=True, slots=True)
class Note:
    """One event.

    Attributes:
        at: quarter notes from the clip's start.
        length: quarter notes held.
        midi: pitch; drums ignore it.
        velocity: 0..1.
        variant: which alternative of a drum's sound.
        late: seconds behind the grid, the player's touch.
    """

    at: float
    length: float
    midi: float
    velocity: float
    variant: int = 0
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class Channel:
    """A place in the mix.

    Attributes:
        level: of the loudest note's peak, dB below full scale.
        pan: -1 left to 1 right.
        width: 0 mono to 1 as the instrument is.
        spread: how far low notes lie left and high ones right, 0..1: a keyboard seen by its player.
        reverb: send level, 0..1.
        delay: send level, 0..1.
        duck: how far the kick pushes it down, 0..1.
        chorus: 0..1, a slow doubling.
    """

    level: float = -12.0
    pan: float = 0.0
    width: float = 1.0
    spread: float = 0.0
    reverb: float = 0.1
    delay: float = 0.0
    duck: float = 0.0
    chorus: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """An instrument with its notes."""

    stem: Stem
    instrument: Instrument
    notes: tuple[Note, ...]
    channel: Channel
