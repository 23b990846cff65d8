"""A tone sounded: rendered once, levelled, remembered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tonekilnd.domain import Audio

from .memory import remembered
from .tone import Instrument, Tone

_VELOCITY_STEPS = 8
"""Timbres kept for each note: finer steps than a listener tells apart in a groove."""

_LOUDNESS_POWER = 1.5
"""Level falls with velocity to this power: 0.3 is a ghost note, 16 dB down."""


def sound(instrument: Instrument, tone: Tone, rate: int) -> Audio:
    """Samples (1 or 2, frames) that peak at 1 before the velocity's gain is applied."""
    stepped = replace(tone, velocity=np.ceil(tone.velocity * _VELOCITY_STEPS) / _VELOCITY_STEPS)
    return remembered(
        ("sound", instrument, stepped, rate), lambda: _levelled(instrument, stepped, rate)
    )


def gain(velocity: float) -> float:
    """The level of a velocity, 0..1."""
    return float(velocity**_LOUDNESS_POWER)


def _levelled(instrument: Instrument, tone: Tone, rate: int) -> Audio:
    samples = instrument.render(tone, rate)
    top = float(np.max(np.abs(samples), initial=0.0))
    return np.asarray(samples / max(top, 1e-9), np.float32)
