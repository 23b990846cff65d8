"""A slow doubling: the strip beside a copy of itself whose delay wanders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

from ..music.grid import BarGrid

_CENTRE, _DEPTH = 0.011, 0.0028
"""Seconds of delay and of its wandering: what bucket-brigade ensembles of the 1970s had."""

_HZ = 0.6
"""How fast it wanders, before it is rounded to come out even over the loop."""

_WET = 0.7

_BLOCK = 1 << 17
"""Frames worked on at a time: the working copies then stay small."""


def chorus(strip: Audio, grid: BarGrid, amount: float) -> Audio:
    """The strip doubled, (2, frames): the sides wander against each other."""
    frames = grid.frames
    wet = np.float32(_WET * amount)
    out = np.empty_like(strip)
    for start in range(0, frames, _BLOCK):
        here = np.arange(start, min(start + _BLOCK, frames), dtype=np.int32)
        swing = _swing(here, grid)
        for side, sign in ((0, 1.0), (1, -1.0)):
            delay = np.float32(_CENTRE * grid.rate) + np.float32(sign) * swing
            out[side, here] = strip[side, here] + wet * _delayed(strip[side], here, delay, grid)
    out /= np.sqrt(1 + wet**2)
    return out


def _swing(here: NDArray[np.int32], grid: BarGrid) -> NDArray[np.float32]:
    """How far the delay is from its centre at each of some frames, in frames."""
    cycles = max(1, round(_HZ * grid.frames / grid.rate))
    turn = np.float32(2 * np.pi * cycles / grid.frames) * (here - grid.origin).astype(np.float32)
    return np.asarray(np.sin(turn) * np.float32(_DEPTH * grid.rate), np.float32)


def _delayed(
    sound: NDArray[np.float32],
    here: NDArray[np.int32],
    delay: NDArray[np.float32],
    grid: BarGrid,
) -> NDArray[np.float32]:
    """What sounded `delay` frames before some frames, between samples by a straight line."""
    whole = delay.astype(np.int32)
    # Negative places count from the end: before a loop's start comes its end.
    place = here - whole if grid.circular else np.maximum(here - whole, 1)
    late, early = sound[place - 1], sound[place]
    return np.asarray(early + (delay - whole) * (late - early))
