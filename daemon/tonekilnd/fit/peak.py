"""True peak after ITU-R BS.1770 annex 2: the highest point between samples, by oversampling."""

from __future__ import annotations

import math

import numpy as np
import soxr
from numpy.typing import NDArray

from tonekilnd.domain import Audio

from .span import circular, padded

SILENCE_DBTP = -144.0
"""What silence is reported as: below the smallest step of a 24-bit file."""

_BLOCK = 1 << 19
_CONTEXT = 512


def peak_envelope(audio: Audio, sample_rate: int, *, loop: bool) -> NDArray[np.float32]:
    """Highest magnitude of any channel from each frame up to the next, shape (frames,).

    Args:
        audio: (channels, frames).
        sample_rate: frames per second; below 96 kHz it is oversampled four times, else twice.
        loop: whether the end is followed by the start, or by silence.
    """
    times = 4 if sample_rate < 96_000 else 2
    around = circular if loop else padded
    frames = audio.shape[1]
    blocks = []
    for start in range(0, frames, _BLOCK):
        stop = min(start + _BLOCK, frames)
        piece = np.ascontiguousarray(around(audio, start - _CONTEXT, stop + _CONTEXT).T)
        fine = soxr.resample(piece, sample_rate, times * sample_rate, quality="HQ")
        fine = np.abs(fine[times * _CONTEXT : times * (_CONTEXT + stop - start)])
        blocks.append(fine.reshape(stop - start, -1).max(axis=1))
    # A sample of the file itself counts as it is, whatever the filter makes of it.
    return np.maximum(np.concatenate(blocks), np.abs(audio).max(axis=0))


def decibels(magnitude: float) -> float:
    """20 log10 of a magnitude, no lower than SILENCE_DBTP."""
    return max(SILENCE_DBTP, 20 * math.log10(magnitude)) if magnitude > 0 else SILENCE_DBTP
