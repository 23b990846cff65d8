"""Sample rate conversion by soxr at its very high quality."""

from __future__ import annotations

import numpy as np
import soxr

from tonekilnd.domain import Audio

CONTEXT_SECONDS = 0.02
"""Audio to feed before and after what is kept, longer than the filter's ringing."""


def resample(audio: Audio, from_rate: float, to_rate: float) -> Audio:
    """Audio of shape (channels, n) at another rate, whole or not; frame 0 stays frame 0."""
    if from_rate == to_rate:
        return audio
    frames = np.ascontiguousarray(audio.T, dtype=np.float32)
    return np.ascontiguousarray(soxr.resample(frames, from_rate, to_rate, quality="VHQ").T)
