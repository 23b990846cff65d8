"""Time stretch without a change of pitch, by Signalsmith Stretch (MIT)."""

from __future__ import annotations

import numpy as np
import python_stretch

from tonekilnd.domain import Audio

CONTEXT_SECONDS = 0.4
"""Audio to feed before and after what is kept: the stretcher loses 7 dB within 20 ms of an end."""

_SEED = 1
"""The stretcher dithers phases of long stretches; with a seed the same take stays the same."""


def stretch(audio: Audio, frames: int, sample_rate: int) -> Audio:
    """Audio of shape (channels, n) at the same pitch, `frames` long.

    Both ends are damaged; callers feed CONTEXT_SECONDS more on either side and cut them off.
    """
    stretcher = python_stretch.Signalsmith.Stretch(_SEED)
    stretcher.preset(audio.shape[0], float(sample_rate))
    stretcher.setTimeFactor(audio.shape[1] / frames)
    stretched = np.asarray(stretcher.process(np.ascontiguousarray(audio, dtype=np.float32)))
    missing = frames - stretched.shape[1]
    if missing > 0:
        stretched = np.pad(stretched, ((0, 0), (0, missing)), mode="edge")
    return stretched[:, :frames]
