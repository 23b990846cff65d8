"""How far apart two takes sound."""

from __future__ import annotations

import numpy as np

from tonekilnd.domain import Audio

_BANDS = 24
_LOWEST_HZ = 50.0
_WINDOW = 4096
_FLOOR = 1e-10


def spectral_distance(one: Audio, other: Audio, rate: int) -> float:
    """Mean difference of two takes' long-term spectra, in dB.

    Third of an octave after third of an octave, so that takes that differ in what they play but
    not in how they sound are near. Levels count.

    Args:
        one: (channels, frames), half a second of them at least for the lowest bands to mean much.
        other: likewise.
        rate: of both, in Hz.
    """
    return float(np.abs(_levels(one, rate) - _levels(other, rate)).mean())


def _levels(audio: Audio, rate: int) -> np.ndarray:
    """Power in bands from 50 Hz up to half the rate, in dB."""
    mono = np.asarray(audio, dtype=np.float64).mean(axis=0)
    padded = np.pad(mono, (0, max(0, _WINDOW - len(mono))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[:: _WINDOW // 2]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), axis=-1))).mean(axis=0)
    hz = np.fft.rfftfreq(_WINDOW, 1 / rate)
    edges = np.geomspace(_LOWEST_HZ, rate / 2, _BANDS + 1)
    band = np.digitize(hz, edges) - 1
    inside = (band >= 0) & (band < _BANDS)
    summed = np.bincount(band[inside], power[inside], minlength=_BANDS)
    return np.asarray(10 * np.log10(summed + _FLOOR))
