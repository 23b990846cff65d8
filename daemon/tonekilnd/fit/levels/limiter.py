"""A look-ahead limiter for loops: its gain curve closes as the loop does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WINDOW_SECONDS = 0.02
"""How long before a peak the gain starts to fall, and how long after it is back."""

_KNOT_FRAMES = 16
"""The gain is found at every sixteenth frame and runs in straight lines between."""


def limiter_gain(
    peaks: NDArray[np.float32], ceiling: float, sample_rate: int
) -> NDArray[np.float32]:
    """Gain per frame, 0..1, that keeps `peaks` at or below `ceiling` all around the loop.

    The running minimum of the wanted gain, smoothed by two moving averages that together are
    no longer than it: an average over values that are all low enough is low enough itself.

    Args:
        peaks: magnitude per frame, (frames,).
        ceiling: highest magnitude to let through.
        sample_rate: frames per second.
    """
    knots = max(1, peaks.size // _KNOT_FRAMES)
    edges = np.arange(knots, dtype=np.int64) * peaks.size // knots
    highest = np.maximum.reduceat(peaks, edges).astype(np.float64)
    wanted = np.minimum(1.0, ceiling / np.maximum(highest, 1e-12))
    # The line from one knot to the next must be low enough at both ends.
    wanted = np.minimum(wanted, np.roll(wanted, 1))
    window = max(1, min(round(WINDOW_SECONDS * sample_rate / _KNOT_FRAMES), knots))
    lowest = _lowest_ahead(wanted, window)
    half = (window + 1) // 2
    smooth = _mean_behind(_mean_behind(lowest, half), window + 1 - half)
    frames = np.arange(peaks.size)
    gain = np.interp(frames, np.append(edges, peaks.size), np.append(smooth, smooth[0]))
    limited: NDArray[np.float32] = np.minimum(gain, 1.0).astype(np.float32)
    return limited


def _lowest_ahead(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Minimum of each value and the next `window - 1` around the circle, by doubling."""
    reach = 1
    while 2 * reach <= window:
        values = np.minimum(values, np.roll(values, -reach))
        reach *= 2
    return np.minimum(values, np.roll(values, reach - window))


def _mean_behind(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Mean of each value and the `window - 1` before it around the circle."""
    sums = np.cumsum(np.concatenate(([0.0], values[values.size - window + 1 :], values)))
    means: NDArray[np.float64] = (sums[window:] - sums[:-window]) / window
    return means
