"""The turn at the end: what the drummer plays to bring the loop round."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from .brief import Brief
from .part import Note
from .pulse import places

_SHAPES = (
    "x.xxxoxx",
    "..xx.xxx",
    "x..xx.xx",
    "....xxxx",
    "x.x.xrxr",
    "xox.xoxx",
)
"""Two beats of strokes; a short fill takes the second half."""


@dataclass(frozen=True)
class Fill:
    """A fill.

    Attributes:
        start: quarter notes from the clip's start; the groove stops there.
        strokes: notes by piece.
    """

    start: float
    strokes: dict[str, tuple[Note, ...]] = field(default_factory=dict)


def fill(brief: Brief, kit: tuple[str, ...]) -> Fill:
    """The fill of this variation: in the last beat or two of the last bar."""
    grid = brief.grid
    never = Fill(start=grid.quarters)
    pieces = [name for name in brief.style.fill if name in kit and name not in brief.wishes.without]
    if grid.bars < 2 or not pieces or brief.wishes.density <= -0.9:
        return never
    beats = 2 if grid.bars >= 8 or brief.chance.unit("fill length") < 0.35 else 1
    start = grid.quarters - beats * grid.meter.quarters_per_beat / min(brief.feel, 1)
    shape = brief.chance.pick(_SHAPES, "fill shape")[-4 * beats :]
    inside = [place for place in places(brief, grid.bars - 1) if place.at >= start - 1e-6]
    if start < grid.quarters - grid.bar - 1e-6 or not inside:
        return never
    strokes: dict[str, list[Note]] = defaultdict(list)
    dice = brief.chance.stream("fill")
    for index, place in enumerate(inside):
        mark = shape[index % len(shape)]
        if mark == ".":
            continue
        # Down the kit as it goes, and louder.
        piece = pieces[min(index * len(pieces) // len(inside), len(pieces) - 1)]
        rise = 0.55 + 0.4 * index / len(inside)
        velocity = float(np.clip(rise * (0.7 if mark == "o" else 1) + dice.normal(0, 0.04), 0.2, 1))
        strokes[piece].append(Note(place.at, place.length, 0.0, velocity, int(dice.integers(3))))
    if "kick" in kit and "kick" not in pieces and "kick" not in brief.wishes.without:
        strokes["kick"].append(Note(inside[0].at, 1.0, 0.0, 0.85))
    return Fill(start, {piece: tuple(notes) for piece, notes in strokes.items()})
