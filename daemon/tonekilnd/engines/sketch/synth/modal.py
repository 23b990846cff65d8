"""Struck bodies: sums of decaying sine modes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .envelopes import decay, seconds_axis

Mode = tuple[float, float, float]
"""Frequency ratio to the fundamental, level, decay time (60 dB) in seconds."""


def modes(hz: float, partials: Sequence[Mode], frames: int, rate: int) -> NDArray[np.float32]:
    """The sum of the modes below Nyquist, each starting at a zero crossing."""
    t = seconds_axis(frames, rate)
    out = np.zeros(frames, np.float32)
    for ratio, level, seconds in partials:
        if ratio * hz < 0.47 * rate:
            ring = np.sin(np.float32(2 * np.pi * ratio * hz) * t)
            out += np.float32(level) * ring * decay(frames, rate, seconds)
    return out
