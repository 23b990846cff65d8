"""Noise with a spectrum, and clangs of many inharmonic partials."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from .filters import highpass, lowpass, padded, shape, shape_axis


def white(frames: int, seed: int, channels: int = 1) -> NDArray[np.float32]:
    """Gaussian noise of RMS 1, (channels, frames)."""
    generator = np.random.Generator(np.random.PCG64(seed))
    return generator.standard_normal((channels, frames), dtype=np.float32)


def random_phases(dice: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.complex64]:
    """Unit vectors of random direction: sine and cosine are far quicker than a complex power."""
    turns = dice.random(shape, dtype=np.float32) * np.float32(2 * np.pi)
    vectors = np.empty(shape, np.complex64)
    np.cos(turns, out=vectors.real)
    np.sin(turns, out=vectors.imag)
    return vectors


def band(
    frames: int, rate: int, seed: int, low: float, high: float, q: float = 0.707, channels: int = 1
) -> NDArray[np.float32]:
    """Noise between two corner frequencies, RMS 1, (channels, frames)."""
    hz = shape_axis(frames, rate)
    high = min(high, 0.45 * rate)
    sound = shape(white(frames, seed, channels), rate, highpass(hz, low, q) * lowpass(hz, high, q))
    return sound / max(float(np.sqrt(np.mean(sound**2))), 1e-9)


def clang(
    frames: int, rate: int, seed: int, hz: NDArray[np.floating], levels: NDArray[np.floating]
) -> NDArray[np.float32]:
    """Steady sines of given frequencies with random phases, RMS 1, (frames,).

    Placed in the bins of one transform: hundreds of partials for the price of one.
    """
    size = padded(frames)
    spectrum = np.zeros(size // 2 + 1, np.complex64)
    generator = np.random.Generator(np.random.PCG64(seed))
    inside = hz < 0.47 * rate
    place = np.rint(hz[inside] * size / rate).astype(np.int64)
    turn = random_phases(generator, (len(place),))
    np.add.at(spectrum, place, (levels[inside] * turn).astype(np.complex64))
    sound = fft.irfft(spectrum, size)[:frames]
    return np.asarray(sound / max(float(np.sqrt(np.mean(sound**2))), 1e-12), np.float32)
