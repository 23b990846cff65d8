"""The drum part: a style's groove, played by somebody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..styles.style import Pattern, Piece
from .brief import Brief
from .fills import fill
from .part import Note, Part, Stem
from .pulse import Place, places

VELOCITIES = {"X": 1.0, "x": 0.8, "o": 0.56, "g": 0.33, "~": 0.3, "r": 0.62, "t": 0.6}
_ROLLS = {"r": 2, "t": 3}

_TOUCH = 0.05
"""Standard deviation of velocities: practised drummers vary by about 5 % (a tenth is sloppy)."""

_LATE = 0.0008
"""Most seconds a stroke falls behind the grid: felt as touch, far below a flam (20 ms)."""

_VARIANTS = 3
"""Alternatives of each sound: enough that no stroke sounds stamped."""

_SPARE = ("shaker", "tambourine", "ride", "bell", "block", "conga high", "conga low", "rim")
"""What a sparse groove does without, unless the style is built on it."""


def drum_parts(brief: Brief, only: frozenset[str] = frozenset()) -> list[Part]:
    """One part a piece of the kit.

    Args:
        brief: what is asked for.
        only: play nothing but these pieces; empty for the whole kit.
    """
    kit = tuned_kit(brief)
    turn = fill(brief, tuple(kit))
    parts = []
    for name, piece in kit.items():
        if (only and name not in only) or name in brief.wishes.without:
            continue
        if not only and not _is_in(brief, name):
            continue
        notes = _strokes(brief, name, turn.start) + list(turn.strokes.get(name, ()))
        if notes:
            channel = piece.channel
            parts.append(Part(Stem.DRUMS, piece.instrument, _choked(name, notes, brief), channel))
    return parts


def tuned_kit(brief: Brief) -> dict[str, Piece]:
    """The style's kit, tuned and damped a little differently for each seed."""
    kit = {}
    for name, piece in brief.style.kit.items():
        dice = brief.chance.stream("kit", name)
        changes = {}
        instrument = piece.instrument
        if hasattr(instrument, "hz"):
            changes["hz"] = round(instrument.hz * 2 ** (dice.uniform(-1.2, 1.2) / 12), 2)
        if hasattr(instrument, "ring"):
            changes["ring"] = round(instrument.ring * dice.uniform(0.88, 1.12), 4)
        if brief.wishes.era == "80s" and name == "snare":
            changes |= {"gate": 0.22, "wires_seconds": 0.6}
        kit[name] = replace(piece, instrument=replace(instrument, **changes))  # type: ignore[type-var]
    return kit


def _is_in(brief: Brief, name: str) -> bool:
    """Whether a piece plays in this variation."""
    style, density = brief.style, brief.wishes.density
    if name in brief.wishes.pieces or name in style.core:
        return True
    if density <= -0.9:
        return name in ("hat", "open") and name in style.pulse
    if density < 0 and name in _SPARE:
        return False
    # One colour in four sits out, another one each time.
    return density > 0 or name not in _SPARE or brief.chance.unit("in", name) > 0.25


def _strokes(brief: Brief, name: str, until: float) -> list[Note]:
    patterns = brief.style.grooves.get(name, ())
    if not patterns:
        return []
    shift = int(brief.chance.stream("bars", name).integers(len(patterns)))
    notes: list[Note] = []
    for bar in range(brief.grid.bars):
        # The second bar of each pair answers the first; the fourth is free.
        which = shift + (bar % 2) + (1 if bar % 4 == 3 else 0)
        pattern = patterns[which % len(patterns)]
        for place in places(brief, bar):
            if place.at < until - 1e-6:
                mark = _mark(brief, name, pattern, place, bar)
                notes += _stroke(brief, name, place, mark, bar)
    return notes


def _mark(brief: Brief, name: str, pattern: Pattern, place: Place, bar: int) -> str:
    """What is played at a place, after density has had its say."""
    mark = pattern[place.source]
    density = brief.wishes.density
    core = name in brief.style.core
    if mark == "." and brief.grid.meter.compound and name in brief.style.pulse:
        # Dotted beats are counted in three: mark the eighth the written bar has no step for.
        mark = "o" if place.source % 4 == 1 and pattern[place.source - 1] != "." else "."
    if mark == "~":
        ghost = brief.chance.unit("ghost", name, bar, place.source) < 0.5 + 0.5 * density
        mark = "g" if ghost and density > -0.5 else "."
    if density <= -0.5 and mark in "ogrt":
        mark = "." if mark == "g" or not core or density <= -0.9 else mark
    if density <= -0.9 and not core and place.source % 4:
        mark = "." if mark != "X" else mark
    if density >= 0.9 and mark == ".":
        mark = _filled(brief, name, place, bar)
    return mark


def _filled(brief: Brief, name: str, place: Place, bar: int) -> str:
    """Ghosts in the gaps of a busy groove."""
    if name in brief.style.pulse:
        return "g"
    if name in ("snare", "rim", "conga high", "tom high") and place.source % 4 in (1, 3):
        return "g" if brief.chance.unit("busy", name, bar, place.source) < 0.45 else "."
    if name == "kick" and place.source % 4 == 2:
        return "o" if brief.chance.unit("busy", name, bar, place.source) < 0.3 else "."
    return "."


def _stroke(brief: Brief, name: str, place: Place, mark: str, bar: int) -> list[Note]:
    if mark == ".":
        return []
    dice = brief.chance.stream("touch", name, bar, place.source, int(place.at * 64))
    count = _ROLLS.get(mark, 1)
    energy = 1 + 0.12 * brief.wishes.energy
    notes = []
    for index in range(count):
        velocity = VELOCITIES[mark] * energy + float(dice.normal(0, _TOUCH))
        notes.append(
            Note(
                at=place.at + index * place.length / count,
                length=place.length / count,
                midi=0.0,
                velocity=float(np.clip(velocity * (0.85 if index else 1.0), 0.12, 1.0)),
                variant=int(dice.integers(_VARIANTS)),
                late=float(dice.random()) * _LATE,
            )
        )
    return notes


def _choked(name: str, notes: list[Note], brief: Brief) -> tuple[Note, ...]:
    """Notes in order, each lasting until the next: an open hat closes on it."""
    ordered = sorted(notes, key=lambda note: note.at)
    if name != "open":
        return tuple(ordered)
    return tuple(replace(note, length=max(note.length, 2 * note.length)) for note in ordered)
