"""A tempo-synced ping-pong echo, darker with each repeat."""

from __future__ import annotations

import numpy as np

from tonekilnd.domain import Audio

from ..music.grid import BarGrid
from .loop import lay

_FEEDBACK = 0.5
_REPEATS = 7
"""At half the level each time the eighth repeat is 48 dB down."""

_LONGEST = 0.75
"""Seconds: longer echoes are felt as another player."""


def echo_seconds(grid: BarGrid) -> float:
    """A dotted eighth, or the next simpler division that is neither a flutter nor a canon."""
    quarter = grid.frames_a_quarter / grid.rate
    beat = quarter * grid.meter.quarters_per_beat
    division = beat * (2 / 3 if grid.meter.compound else 3 / 4)
    while division > _LONGEST:
        division /= 2
    return division


def echo(send: Audio, grid: BarGrid) -> Audio:
    """What comes back of a send, (2, frames)."""
    step = echo_seconds(grid) * grid.rate
    tap = send.mean(axis=0, keepdims=True)
    out = np.zeros_like(send)
    level = 1.0
    for repeat in range(1, _REPEATS + 1):
        tap = _darker(tap)
        side = repeat % 2
        sides = np.array([[0.95], [0.3]] if side else [[0.3], [0.95]], np.float32)
        lay(out, np.float32(level) * sides * tap, int(repeat * step + 0.5), grid.circular)
        level *= _FEEDBACK
    return out


def _darker(tap: Audio) -> Audio:
    """A 3-tap average: -3 dB near a sixth of the rate, a little more each time round."""
    soft: Audio = np.float32(0.5) * tap
    soft += np.float32(0.25) * np.roll(tap, 1, axis=-1)
    soft += np.float32(0.25) * np.roll(tap, -1, axis=-1)
    return soft
