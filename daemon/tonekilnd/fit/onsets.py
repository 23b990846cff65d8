"""Onset strength over time: where the energy of a piece of audio rises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from tonekilnd.domain import Audio

ANALYSIS_RATE = 24_000
"""Onsets are looked for at one rate, so that every figure means the same for every take."""

WINDOW = 512
HOP = 60
"""21.3 ms windows every 2.5 ms."""

LOW_BAND_HZ = 200.0
"""Corner of the low-band weighting: the kick decides where the beat is, not the hats."""

_BLOCK = 8192


@dataclass(frozen=True, slots=True)
class OnsetStrength:
    """Two curves of spectral flux (Dixon 2006, half-wave rectified) on one time axis.

    Attributes:
        broad: flux of square-rooted magnitudes, (n,): every instrument counts.
        low: linear flux weighted towards the low band, (n,): where the beat is.
        hop_seconds: spacing of the values.
        first_seconds: time of the first value.
    """

    broad: NDArray[np.float64]
    low: NDArray[np.float64]
    hop_seconds: float
    first_seconds: float

    @property
    def times(self) -> NDArray[np.float64]:
        """Seconds of each value."""
        steps = np.arange(self.broad.size, dtype=np.float64)
        return self.first_seconds + self.hop_seconds * steps


def onset_strength(audio: Audio, sample_rate: int) -> OnsetStrength:
    """Onset strength of audio of shape (channels, frames).

    Silence is assumed before the first and after the last frame, so that an onset at the very
    start counts.
    """
    mono = np.ascontiguousarray(audio.mean(axis=0, dtype=np.float32))
    if sample_rate != ANALYSIS_RATE:
        mono = soxr.resample(mono, sample_rate, ANALYSIS_RATE, quality="HQ")
    mono = np.pad(mono, WINDOW)
    curves = [_flux(block) for block in _magnitudes(mono)]
    return OnsetStrength(
        broad=np.concatenate([broad for broad, _ in curves]),
        low=np.concatenate([low for _, low in curves]),
        hop_seconds=HOP / ANALYSIS_RATE,
        # Value i lies between the middles of windows i and i + 1, less the padding.
        first_seconds=(HOP / 2 + WINDOW / 2 - WINDOW) / ANALYSIS_RATE,
    )


def _magnitudes(mono: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """Magnitude spectra (windows, bins), in blocks that overlap by one window."""
    windows = np.lib.stride_tricks.sliding_window_view(mono, WINDOW)[::HOP]
    shape = np.hanning(WINDOW).astype(np.float32)
    for start in range(0, windows.shape[0] - 1, _BLOCK):
        yield np.abs(np.fft.rfft(windows[start : start + _BLOCK + 1] * shape))


def _flux(
    magnitudes: NDArray[np.float32],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    frequency = np.fft.rfftfreq(WINDOW, 1 / ANALYSIS_RATE)
    low_weight = 1 / (1 + (frequency / LOW_BAND_HZ) ** 2)
    broad = np.maximum(np.diff(np.sqrt(magnitudes), axis=0), 0).sum(axis=1, dtype=np.float64)
    low = np.maximum(np.diff(magnitudes, axis=0), 0) @ low_weight
    return broad, low
