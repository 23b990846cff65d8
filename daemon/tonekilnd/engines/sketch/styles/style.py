"""What a style is: its kit and grooves, its bass line, its chords, its cast and its room."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..parts.part import Channel
from ..synth.tone import Instrument

Pattern = str
"""Sixteen steps: X accent, x normal, o soft, g ghost, ~ a ghost that comes and goes,
r two strokes in a step, t three, . rest."""

Line = str
"""Sixteen steps of a bass: 1 root, 3 third, 5 fifth, 7 seventh, 8 octave, a approach to the next
chord's root, - hold, . rest."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a kit and its place in the mix."""

    instrument: Instrument
    channel: Channel


@dataclass(frozen=True)
class Style:
    """A style.

    Attributes:
        name: as prompts call it.
        tempo: quarter notes per minute between which its groove is at home.
        kit: its pieces by name.
        grooves: for each piece, the bars it alternates between.
        pulse: pieces that mark every eighth of a compound beat.
        fill: pieces of the fill that closes the clip, () for none.
        swing: 0 straight to 1 triplets.
        bass: lines the bass alternates between.
        comp: rhythm of the chords: x strike, o soft strike, - hold, . rest.
        shape: chords, one of music.voicing.SHAPES.
        cast: names of its patches: bass, chords, pad, lead or arp.
        texture: name of its texture, "" for none.
        moods: moods its progressions come from.
        minor: how likely a minor key is when none is asked for.
        room: reverb, one of mix.rooms.ROOMS.
        duck: seconds the mix takes to come back up after a kick, in beats.
        balance: decibels by stem, to tip the usual balance.
        core: pieces that a sparse groove keeps.
    """

    name: str
    tempo: tuple[float, float]
    kit: dict[str, Piece]
    grooves: dict[str, tuple[Pattern, ...]]
    bass: tuple[Line, ...]
    comp: tuple[str, ...]
    cast: tuple[str, ...]
    shape: str = "seventh"
    pulse: tuple[str, ...] = ("hat", "shaker", "ride")
    fill: tuple[str, ...] = ("snare",)
    swing: float = 0.0
    texture: str = ""
    moods: tuple[str, ...] = ("chill",)
    minor: float = 0.7
    room: str = "room"
    duck: float = 0.5
    balance: dict[str, float] = field(default_factory=dict)
    core: tuple[str, ...] = field(default=("kick", "snare", "clap", "rim"))
