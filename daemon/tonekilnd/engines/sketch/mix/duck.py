"""Side-chain: the mix makes way for the kick."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..music.grid import BarGrid
from ..synth.envelopes import half_cosine

_DOWN_SECONDS = 0.004
"""How fast the gain falls: faster clicks, slower lets the clash through."""


def duck_curve(grid: BarGrid, kicks: Iterable[float], beats: float) -> NDArray[np.float32]:
    """How far to push down at each frame, 0..1.

    Args:
        grid: the clip's bars.
        kicks: positions in quarter notes.
        beats: how long the way back up takes.
    """
    curve = np.zeros(grid.frames, np.float32)
    down = max(1, int(_DOWN_SECONDS * grid.rate))
    back = max(down, grid.length(beats * grid.meter.quarters_per_beat))
    shape = np.concatenate([half_cosine(down), half_cosine(back)[::-1] ** 1.5])
    for at in kicks:
        start = grid.frame(at) - down
        where = np.arange(start, start + len(shape))
        if grid.circular:
            where %= grid.frames
            np.maximum.at(curve, where, shape)
        else:
            inside = (where >= 0) & (where < grid.frames)
            curve[where[inside]] = np.maximum(curve[where[inside]], shape[inside])
    return curve
