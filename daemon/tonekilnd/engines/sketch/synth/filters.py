"""Filter responses as formulas, and shaping of finished sounds in the frequency domain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from tonekilnd.domain import Audio


def lowpass(
    hz: NDArray[np.floating], cutoff: float, q: float = 0.707
) -> NDArray[np.complexfloating]:
    """Two-pole analogue low-pass: `1 / (1 - x^2 + j x / q)` with `x = f / cutoff`."""
    x = hz / cutoff
    return np.asarray(1.0 / (1.0 - x * x + 1j * x / q))


def highpass(
    hz: NDArray[np.floating], cutoff: float, q: float = 0.707
) -> NDArray[np.complexfloating]:
    """Two-pole analogue high-pass: the low-pass times `-x^2`."""
    x = hz / cutoff
    return np.asarray(-x * x / (1.0 - x * x + 1j * x / q))


def shape(sound: Audio, rate: int, response: NDArray[np.complexfloating]) -> Audio:
    """Filter a finished sound by a response given at `shape_axis` of its length."""
    frames = sound.shape[-1]
    size = padded(frames)
    spectrum = fft.rfft(sound, size, axis=-1) * np.asarray(response, np.complex64)
    return np.asarray(fft.irfft(spectrum, size, axis=-1)[..., :frames], np.float32)


def padded(frames: int) -> int:
    """A quick transform length with room for a filter's ringing."""
    return int(fft.next_fast_len(frames + max(frames // 4, 1024), real=True))


def shape_axis(frames: int, rate: int) -> NDArray[np.float32]:
    """Frequencies, Hz, at which `shape` wants its response (the first just above zero)."""
    axis = np.asarray(fft.rfftfreq(padded(frames), 1 / rate), np.float32)
    axis[0] = axis[1] / 2
    return axis
