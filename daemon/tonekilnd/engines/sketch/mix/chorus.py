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
    first = -grid.origin
    turn = np.arange(first, first + frames, dtype=np.float32)
    turn *= np.float32(2 * np.pi * cycles / frames)
    swing = np.sin(turn) * np.float32(_DEPTH * rate)
    frame = np.arange(frames, dtype=np.int32)
    out = strip.copy()
    for side, sign in ((0, 1.0), (1, -1.0)):
        delay = np.float32(_CENTRE * rate) + np.float32(sign) * swing
        whole = delay.astype(np.int32)
        # Negative places count from the end: before a loop's start comes its end.
        place = frame - whole if grid.circular else np.maximum(frame - whole, 1)
        late, early = strip[side][place - 1], strip[side][place]
        out[side] += np.float32(_WET * amount) * (early + (delay - whole) * (late - early))
    out /= np.float32(np.sqrt(1 + (_WET * amount) ** 2))
    return out
