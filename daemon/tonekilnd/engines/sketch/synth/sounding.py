"""A tone sounded: rendered once, levelled, remembered."""

from __future__ import annotations

import numpy as np

from tonekilnd.domain import Audio

from .memory import remembered
from .tone import Instrument, Tone

_VELOCITY_STEPS = 8
"""Timbres kept for each note: finer steps than a listener tells apart in a groove."""

_LONGEST_BYTES = 3 * 2**18
"""Longer sounds are held chords, made again from their loops in a few milliseconds."""

_LOUDNESS_POWER = 1.5
"""Level falls with velocity to this power: 0.3 is a ghost note, 16 dB down."""


def stepped(velocity: float) -> float:
    """The velocity of the timbre that stands for this one."""
    return float(np.ceil(velocity * _VELOCITY_STEPS) / _VELOCITY_STEPS)


def sound(instrument: Instrument, tone: Tone, rate: int) -> Audio:
    """Samples (1 or 2, frames) that peak at 1 before the velocity's gain is applied."""
    key = ("sound", instrument, tone, rate)
    return remembered(key, lambda: _levelled(instrument, tone, rate), _LONGEST_BYTES)


def gain(velocity: float) -> float:
    """The level of a velocity, 0..1."""
    return float(velocity**_LOUDNESS_POWER)


def _levelled(instrument: Instrument, tone: Tone, rate: int) -> Audio:
    samples = instrument.render(tone, rate)
    top = float(np.max(np.abs(samples), initial=0.0))
    return np.asarray(samples / max(top, 1e-9), np.float32)
