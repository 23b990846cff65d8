"""Spectra of the classic waveforms as harmonic amplitudes (Fourier series)."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Wave(StrEnum):
    """A waveform by its harmonics."""

    SINE = "sine"
    TRIANGLE = "triangle"
    SAW = "saw"
    SQUARE = "square"
    PULSE = "pulse"
    STRING = "string"


PULSE_WIDTH = 0.2
"""Nasal, reed-like: the first missing harmonic is the fifth."""

PLUCK_POINT = 0.14
"""Where along the string it is plucked: a seventh from the bridge, as a guitarist's hand is."""


def harmonics(wave: Wave, count: int) -> NDArray[np.float64]:
    """Amplitudes of sine harmonics 1..count; the fundamental is near 1."""
    k = np.arange(1, count + 1, dtype=np.float64)
    match wave:
        case Wave.SINE:
            return np.asarray((k == 1).astype(np.float64))
        case Wave.TRIANGLE:
            return np.asarray(np.sin(np.pi * k / 2) / k**2)
        case Wave.SAW:
            return np.asarray(1 / k)
        case Wave.SQUARE:
            return np.asarray(np.where(k % 2 == 1, 1 / k, 0.0))
        case Wave.PULSE:
            return np.asarray(np.sin(np.pi * k * PULSE_WIDTH) / (k * np.sin(np.pi * PULSE_WIDTH)))
        case Wave.STRING:
            return np.asarray(np.sin(np.pi * k * PLUCK_POINT) / (k * np.sin(np.pi * PLUCK_POINT)))
