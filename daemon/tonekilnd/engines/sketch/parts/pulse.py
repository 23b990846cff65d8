"""The places of a bar on the clip's time line, swing included."""

from __future__ import annotations

from dataclasses import dataclass

from ..music.steps import Step, steps_of
from .brief import Brief

_TRIPLET = 1 / 6
"""How far full swing moves the second of two steps: from 1/2 to 2/3 of the pair."""


@dataclass(frozen=True, slots=True)
class Place:
    """One step of one bar.

    Attributes:
        at: quarter notes from the clip's start, swung.
        length: quarter notes to the next place, as written.
        source: which of the sixteen written steps it is.
    """

    at: float
    length: float
    source: int


def places(brief: Brief, bar: int, swing: float | None = None) -> tuple[Place, ...]:
    """The places of a bar."""
    grid = brief.grid
    amount = brief.swing if swing is None else swing
    start = bar * grid.bar
    steps = steps_of(grid.meter, brief.feel, bar % 2)
    compound = grid.meter.compound
    return tuple(
        Place(start + step.at + (0 if compound else _late(step, amount)), step.length, step.source)
        for step in steps
    )


def _late(step: Step, swing: float) -> float:
    return 2 * step.length * _TRIPLET * swing if step.source % 2 else 0.0
