"""Integrated loudness after ITU-R BS.1770, by pyloudnorm."""

from __future__ import annotations

import math

import numpy as np

from tonekilnd.domain import Audio

_BLOCK_SECONDS = 0.4
"""Gating block of BS.1770; shorter clips are measured as they sound when they repeat."""


def integrated_lufs(audio: Audio, sample_rate: int) -> float | None:
    """Loudness of audio of shape (channels, frames) in LUFS; None for silence.

    pyloudnorm imports scipy.signal, which costs the better part of a second; it is imported
    on first use so that the daemon starts without it (`preload` fetches it ahead of time).
    """
    from pyloudnorm import Meter  # noqa: PLC0415 - see above

    least = math.ceil(_BLOCK_SECONDS * sample_rate) + 1
    if audio.shape[1] < least:
        audio = np.tile(audio, (1, math.ceil(least / audio.shape[1])))
    if not np.any(audio):
        return None
    lufs = float(Meter(sample_rate).integrated_loudness(audio.T))
    return lufs if math.isfinite(lufs) else None


def preload() -> None:
    """Import what measuring loudness needs, so that the first clip does not wait for it."""
    import pyloudnorm  # noqa: F401, PLC0415 - the import is the point
