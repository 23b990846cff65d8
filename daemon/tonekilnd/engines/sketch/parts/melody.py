"""The melody: a motif, repeated, answered, brought home."""

from __future__ import annotations

import numpy as np

from ..instruments import Patch
from .brief import Brief
from .part import Note, Part, Stem
from .pulse import Place, places
from .touch import channel_of, held

_RHYTHMS = {
    -1: ("x-------........", "....x-----x-....", "x---........x---"),
    0: ("x--.x-x---......", "..x-x---x-x---..", "x---x--.x-x-x---", "x-x-..x---x-...."),
    1: ("x-xx-xx-x-x-xx--", "xxx-x-xxx-x-x-x-", "x-x-xxx-x-x-xxx-"),
}
"""Stock rhythms by density: x begins a note, - holds it."""

_PLAN = "AABA"
"""Song form in small: the third bar goes elsewhere, the fourth comes back."""

_REACH = 7
"""Scale steps the melody may stray from its centre: an octave, as voices do."""


def melody_part(brief: Brief, patch: Patch) -> Part:
    """A line over the chords."""
    centre = brief.key.nearest(0, patch.centre)
    notes: list[Note] = []
    for bar in range(brief.grid.bars):
        letter = _PLAN[bar % len(_PLAN)]
        last = bar == brief.grid.bars - 1 and brief.grid.bars > 1
        notes += _bar(brief, patch, centre, letter, bar, last)
    return Part(Stem.MELODY, patch.instrument, tuple(notes), channel_of(brief, patch))


def _bar(brief: Brief, patch: Patch, centre: int, letter: str, bar: int, last: bool) -> list[Note]:
    dice = brief.chance.stream("melody", letter)
    level = int(np.sign(brief.wishes.density)) if abs(brief.wishes.density) > 0.4 else 0
    stock = _RHYTHMS[level]
    rhythm = stock[int(dice.integers(len(stock)))]
    walk = dice.choice([-2, -1, -1, 1, 1, 2, 0], size=16)
    leap = int(dice.choice([0, 0, 2, 4, -3]))
    spans = _spans(rhythm, places(brief, bar))
    notes = []
    degree = leap
    for index, (place, length) in enumerate(spans):
        degree = _next(degree + int(walk[index]))
        strong = place.source % 8 == 0 or length > 0.7
        if strong:
            degree = _to_chord(brief, degree, place.at)
        if index == 0 and not brief.harmonised:
            degree = _to_root(brief, degree, place.at)
        if last and index == len(spans) - 1:
            degree = 7 * round(degree / 7)
        root = brief.chord_at(place.at).degree
        midi = centre + brief.key.over(root, degree - root)
        velocity = 0.88 if strong else 0.7
        notes.append(Note(place.at, held(brief, patch, length), midi, velocity))
    return notes


def _spans(rhythm: str, steps: tuple[Place, ...]) -> list[tuple[Place, float]]:
    spans: list[tuple[Place, float]] = []
    for place in steps:
        mark = rhythm[place.source]
        if mark == "x":
            spans.append((place, place.length))
        elif mark == "-" and spans:
            first, _ = spans[-1]
            spans[-1] = (first, place.at + place.length - first.at)
    return spans


def _next(degree: int) -> int:
    """Keep within reach by turning back."""
    if degree > _REACH:
        return 2 * _REACH - degree
    return -_REACH - degree if degree < -_REACH else degree


def _to_root(brief: Brief, degree: int, at: float) -> int:
    """The nearest root: a line on its own says itself where it is."""
    root = brief.chord_at(at).degree % 7
    return root + 7 * round((degree - root) / 7)


def _to_chord(brief: Brief, degree: int, at: float) -> int:
    """The nearest tone of the chord that sounds."""
    root = brief.chord_at(at).degree
    tones = [root + step + 7 * octave for step in (0, 2, 4) for octave in (-2, -1, 0, 1)]
    return min(tones, key=lambda tone: (abs(tone - degree), tone))
