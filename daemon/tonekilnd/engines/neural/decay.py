"""Takes that die away before their end, as models sometimes make them."""

from __future__ import annotations

import numpy as np

from tonekilnd.domain import Audio

_WINDOW_SECONDS = 0.1
QUIET_DB = -30.0
"""A tenth of a second this far below the loudest one is a pause."""

LEAST_PAUSE_SECONDS = 1.0
LEAST_PAUSE_PART = 0.1
LONGER_THAN_REST = 1.5
"""A last pause must be this much longer than any other: sparse music pauses all along."""


def dies_away(audio: Audio, sample_rate: int) -> bool:
    """Whether a take falls silent, or fades out, well before its end.

    Args:
        audio: (channels, frames).
        sample_rate: frames per second.

    Returns:
        True when its last pause is at least a second, a tenth of the take, and half again as
        long as any pause before; also for a take that is silent altogether.
    """
    window = max(1, round(_WINDOW_SECONDS * sample_rate))
    count = audio.shape[1] // window
    if count == 0:
        return not np.any(audio)
    pieces = audio[:, : count * window].reshape(audio.shape[0], count, window)
    power = np.einsum("cwf,cwf->w", pieces, pieces, dtype=np.float64)
    if not power.max() > 0:
        return True
    sounding = np.flatnonzero(power > power.max() * 10 ** (QUIET_DB / 10))
    last_pause = count - 1 - int(sounding[-1])
    inner_pauses = np.diff(sounding) - 1
    longest = int(inner_pauses.max()) if inner_pauses.size else 0
    least = max(
        LEAST_PAUSE_SECONDS / _WINDOW_SECONDS, LEAST_PAUSE_PART * count, LONGER_THAN_REST * longest
    )
    return bool(last_pause >= least)
