"""The bus: one gain curve for everything, so that stems keep adding up to the mix.

Loops are glued together and their peaks rounded; one-shots keep their own dynamics.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

TARGET_RMS_DB = -18.0
"""Where programmes are usually mixed to (the nominal level of EBU R 68)."""

PEAK_DB = -1.5
"""Peaks stay below this; intersample peaks of music lie less than half a decibel higher."""

_WINDOW = 0.05
"""Seconds the level is measured over: slow enough to leave waveforms and attacks alone."""

_RATIO = 0.5
_MOST_DB = 4.0
"""Louder moments are brought half way back to the average, 4 dB at most: glue, no effect."""

_PEAK_WINDOW = 0.002
"""Seconds around a peak that are turned down with it: shorter would distort the bass."""

_CREST_DB = 11.5
_MOST_ROUNDED_DB = 5.0
"""Peaks further above the average are rounded, 5 dB at most: what a drum bus into tape does."""

_SOFTNESS = 0.7
"""Of what stands out is taken off; the rest keeps loud strokes louder than others."""

_BLOCK = 1 << 17
"""Frames of the curve that are drawn at a time: its working copies then stay small."""

Curve = NDArray[np.float32]
Steps = NDArray[np.float64]


def gain_curve(mix: Audio, rate: int, loop: bool) -> Curve:
    """The gain for each frame of the mix and of all its stems."""
    curve = np.ones(mix.shape[-1], np.float32)
    squares = np.einsum("cf,cf->f", mix, mix) / np.float32(mix.shape[0])
    average = float(np.mean(squares, dtype=np.float64))
    if average <= 0:
        return curve
    if loop:
        _draw(curve, _glue(squares, rate, average))
    del squares
    peaks = np.maximum.reduce([np.abs(channel) for channel in mix])
    if loop:
        _draw(curve, _rounding(peaks * curve, rate, average))
    curve *= np.float32(_makeup(float(np.max(peaks * curve)), average))
    return curve


def _glue(squares: Curve, rate: int, average: float) -> Steps:
    """Decibels to take off in each window of the loudness, from the power of each frame."""
    edges = _edges(squares.size, _WINDOW * rate / 2)
    power = np.add.reduceat(squares, edges[:-1], dtype=np.float64) / np.diff(edges)
    over_db = 10 * np.log10(np.maximum(_smoothed(power), 1e-12) / average) - 1.0
    return np.clip(over_db * _RATIO, 0, _MOST_DB)


def _rounding(peaks: Curve, rate: int, average: float) -> Steps:
    """Decibels to take off in each window of the peaks, from that of each frame."""
    edges = _edges(peaks.size, _PEAK_WINDOW * rate / 2)
    tops = np.maximum.reduceat(peaks, edges[:-1])
    over_db = 20 * np.log10(np.maximum(tops, 1e-9) / np.sqrt(average)) - _CREST_DB
    down = np.clip(_SOFTNESS * over_db, 0, _MOST_ROUNDED_DB)
    wide = _padded(down)
    # The deepest of the neighbours: down before the peak, up after it.
    return _smoothed(np.maximum(np.maximum(wide[:-2], wide[1:-1]), wide[2:]))


def _edges(frames: int, window: float) -> NDArray[np.intp]:
    """Windows of nearly equal length that fill the clip, so that a loop's last meets its first."""
    count = max(1, round(frames / window))
    return np.arange(count + 1, dtype=np.int64) * frames // count


def _padded(steps: Steps) -> Steps:
    """With the last before the first, and the first after the last."""
    return np.pad(steps, 1, mode="wrap")


def _smoothed(steps: Steps) -> Steps:
    wide = _padded(steps)
    return 0.25 * wide[:-2] + 0.5 * wide[1:-1] + 0.25 * wide[2:]


def _draw(curve: Curve, down_db: Steps) -> None:
    """Turn the curve down between the windows' middles, round the loop, a block at a time."""
    frames, count = curve.size, down_db.size
    middles = (np.arange(-1, count + 1) + 0.5) * (frames / count)
    steps = _padded(down_db)
    for start in range(0, frames, _BLOCK):
        block = curve[start : start + _BLOCK]
        line = np.interp(np.arange(start, start + block.size), middles, steps)
        block *= 10 ** (-line / 20)


def _makeup(peak: float, average: float) -> float:
    loud = 10 ** (TARGET_RMS_DB / 20) / np.sqrt(average)
    return float(min(loud, 10 ** (PEAK_DB / 20) / max(peak, 1e-9)))
