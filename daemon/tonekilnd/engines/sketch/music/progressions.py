"""Chord progressions by mood, as degrees of the mode counted from 1.

All begin on the tonic and return to it or lead back into it, so that a loop rests where its key
is: each was chosen from the common stock of its genres for being heard in its own key rather
than in a relative's. Minor's fifth degree has a major third (music.keys).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..chance import Chance
from .grid import BarGrid
from .keys import Key

Degrees = tuple[int, int, int, int]

_MINOR: dict[str, tuple[Degrees, ...]] = {
    "sad": ((1, 6, 4, 5), (1, 4, 6, 5), (1, 6, 5, 1)),
    "dark": ((1, 1, 6, 5), (1, 6, 1, 5), (1, 6, 2, 5)),
    "tense": ((1, 1, 2, 1), (1, 6, 2, 5), (1, 2, 6, 5)),
    "hopeful": ((1, 5, 6, 4), (1, 4, 6, 5), (1, 6, 4, 1)),
    "epic": ((1, 6, 4, 5), (1, 4, 6, 5), (1, 5, 6, 4)),
    "chill": ((1, 6, 4, 1), (1, 6, 5, 1), (1, 4, 6, 1)),
    "happy": ((1, 4, 6, 5), (1, 5, 6, 4), (1, 4, 5, 1)),
    "static": ((1, 1, 6, 1), (1, 1, 4, 1), (1, 1, 2, 1)),
}
_MAJOR: dict[str, tuple[Degrees, ...]] = {
    "sad": ((1, 6, 4, 5), (1, 6, 4, 1), (1, 4, 6, 5)),
    "dark": ((1, 1, 4, 5), (1, 4, 6, 5), (1, 4, 1, 5)),
    "tense": ((1, 2, 4, 5), (1, 4, 2, 5), (1, 6, 4, 5)),
    "hopeful": ((1, 5, 6, 4), (1, 4, 5, 1), (1, 5, 4, 1)),
    "epic": ((1, 5, 6, 4), (1, 4, 6, 5), (1, 5, 4, 1)),
    "chill": ((1, 4, 6, 5), (1, 5, 4, 1), (1, 4, 1, 5)),
    "happy": ((1, 4, 5, 1), (1, 5, 6, 4), (1, 6, 4, 5)),
    "static": ((1, 1, 4, 1), (1, 1, 4, 5), (1, 4, 1, 5)),
}
MOODS = tuple(_MINOR)

_LONG_BAR = 4.6
"""Seconds: in a longer bar a chord change at the half keeps the harmony moving."""

_SHORT_BAR = 1.15
"""Seconds: in shorter bars a chord lasts two, or ears cannot follow."""


@dataclass(frozen=True, slots=True)
class Harmony:
    """One chord's time.

    Attributes:
        at: quarter notes from the clip's start.
        length: quarter notes.
        degree: of its root, counted from 0.
        index: which chord of the clip.
    """

    at: float
    length: float
    degree: int
    index: int


def harmonies(grid: BarGrid, key: Key, mood: str, chance: Chance) -> tuple[Harmony, ...]:
    """The clip's chords, one a bar at usual tempos."""
    stock = (_MINOR if key.minor else _MAJOR)[mood]
    phrase = chance.pick(stock, "progression")
    spans = _spans(grid)
    degrees = _fitted(phrase, len(spans))
    return tuple(
        Harmony(at, length, degree - 1, index)
        for index, ((at, length), degree) in enumerate(zip(spans, degrees, strict=True))
    )


def _spans(grid: BarGrid) -> list[tuple[float, float]]:
    """Start and length of each chord."""
    if grid.bar_seconds > _LONG_BAR and grid.meter.numerator > 1:
        beats = round(grid.bar / grid.meter.quarters_per_beat)
        half = max(1, (beats + 1) // 2) * grid.meter.quarters_per_beat
        if half < grid.bar:
            starts = [b * grid.bar + shift for b in range(grid.bars) for shift in (0.0, half)]
            return _between(starts, grid.quarters)
    stride = 2 if grid.bar_seconds < _SHORT_BAR and grid.bars > 2 else 1
    return _between([b * grid.bar for b in range(0, grid.bars, stride)], grid.quarters)


def _between(starts: list[float], end: float) -> list[tuple[float, float]]:
    return [(a, b - a) for a, b in zip(starts, [*starts[1:], end], strict=True)]


def _fitted(phrase: Degrees, count: int) -> list[int]:
    """The phrase over `count` chords: shorter clips keep its start and its way home."""
    if count == 1:
        return [phrase[0]]
    if count == 2:
        return [phrase[0], phrase[1] if phrase[1] != phrase[0] else phrase[2]]
    if count == 3:
        return [phrase[0], phrase[1], phrase[3]]
    return [phrase[index % len(phrase)] for index in range(count)]
