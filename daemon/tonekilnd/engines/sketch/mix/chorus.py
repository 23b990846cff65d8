"""A slow doubling: the strip beside a copy of itself whose delay wanders."""

from __future__ import annotations

import numpy as np

from tonekilnd.domain import Audio

from ..music.grid import BarGrid

_CENTRE, _DEPTH = 0.011, 0.0028
"""Seconds of delay and of its wandering: what bucket-brigade ensembles of the 1970s had."""

_HZ = 0.6
"""How fast it wanders, before it is rounded to come out even over the loop."""

_WET = 0.7


def chorus(strip: Audio, grid: BarGrid, amount: float) -> Audio:
    """The strip doubled, (2, frames): the sides wander against each other."""
    frames, rate = grid.frames, grid.rate
    cycles = max(1, round(_HZ * frames / rate))
    turn = np.arange(frames) * (2 * np.pi * cycles / frames)
    out = strip.copy()
    for side, sign in ((0, 1.0), (1, -1.0)):
        delay = (_CENTRE + sign * _DEPTH * np.sin(turn)) * rate
        place = np.arange(frames) - delay
        before = np.floor(place).astype(np.int64)
        across = (place - before).astype(np.float32)
        mode = "wrap" if grid.circular else "clip"
        early = np.take(strip[side], before, mode=mode)
        late = np.take(strip[side], before + 1, mode=mode)
        out[side] += np.float32(_WET * amount) * (early + across * (late - early))
    return out / np.float32(np.sqrt(1 + (_WET * amount) ** 2))
