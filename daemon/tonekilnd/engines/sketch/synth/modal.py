"""Struck bodies: sums of decaying sine modes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .envelopes import decay, fade_edges, seconds_axis
from .noise import band
from .tone import Tone

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


def knocked(
    hz: float, partials: Sequence[Mode], ring: float, tick: tuple[float, int], tone: Tone, rate: int
) -> NDArray[np.float32]:
    """A small body of wood or metal under a stick, (1, frames).

    Args:
        hz: its lowest mode.
        partials: ratio, level, share of `ring`.
        ring: seconds it rings.
        tick: level of the stick's own noise, and its seed.
        tone: how hard, and which of the alternatives.
        rate: frames per second.
    """
    frames = int((ring + 0.02) * rate)
    scaled = [(ratio, level, share * ring) for ratio, level, share in partials]
    sound = modes(hz, scaled, frames, rate)
    level, seed = tick
    stick = band(frames, rate, seed + tone.variant, 2000, 7500)[0] * decay(frames, rate, 0.011)
    sound += np.float32(level * tone.velocity) * stick
    fade_edges(sound, rate, 0.0002, 0.012)
    return sound[None]
