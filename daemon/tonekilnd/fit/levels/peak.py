"""True peak after ITU-R BS.1770 annex 2: the highest point between samples, by oversampling.

The recommendation leaves the filter open; ours is soxr's. Of a click one sample long, which has
power up to the very edge of the band, any two filters may differ by 0.5 dB.
"""

from __future__ import annotations

import math

import numpy as np
import soxr
from numpy.typing import NDArray

from tonekilnd.domain import Audio
from tonekilnd.fit.span import circular, padded

SILENCE_DBTP = -144.0
"""What silence is reported as: below the smallest step of a 24-bit file."""

_BLOCK = 1 << 19
_CONTEXT = 512


def peak_envelope(audio: Audio, sample_rate: int, *, loop: bool) -> NDArray[np.float32]:
    """Highest magnitude of any channel from each frame up to the next, shape (frames,).

    A sample of the file itself counts as it is, whatever the filter makes of it.

    Args:
        audio: (channels, frames).
        sample_rate: frames per second; below 96 kHz it is oversampled four times, else twice.
        loop: whether the end is followed by the start, or by silence.
    """
    times = 4 if sample_rate < 96_000 else 2
    around = circular if loop else padded
    frames = audio.shape[1]
    peaks: NDArray[np.float32] = np.abs(audio).max(axis=0)
    for start in range(0, frames, _BLOCK):
        stop = min(start + _BLOCK, frames)
        for channel in around(audio, start - _CONTEXT, stop + _CONTEXT):
            fine = soxr.resample(channel, sample_rate, times * sample_rate, quality="HQ")
            between = np.abs(fine[times * _CONTEXT : times * (_CONTEXT + stop - start)])
            while between.size > stop - start:
                between = np.maximum(between[0::2], between[1::2])
            np.maximum(peaks[start:stop], between, out=peaks[start:stop])
    return peaks


def decibels(magnitude: float) -> float:
    """20 log10 of a magnitude, no lower than SILENCE_DBTP."""
    return max(SILENCE_DBTP, 20 * math.log10(magnitude)) if magnitude > 0 else SILENCE_DBTP
