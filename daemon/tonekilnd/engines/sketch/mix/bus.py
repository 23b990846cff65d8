"""The bus: one slow gain curve for everything, so that stems keep adding up to the mix."""

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

_PEAK_WINDOW = 0.002
"""Seconds around a peak that are turned down with it: shorter would distort the bass."""

_CREST_DB = 12.5
_MOST_ROUNDED_DB = 4.0
"""Peaks further above the average are rounded, 4 dB at most: what a drum bus into tape does."""

_RATIO = 0.5
_MOST_DB = 4.0
"""Louder moments are brought half way back to the average, 4 dB at most: glue, no effect."""


def gain_curve(mix: Audio, rate: int, circular: bool) -> NDArray[np.float32]:
    """The gain for each frame of the mix and of all its stems."""
    frames = mix.shape[-1]
    block = max(1, int(_WINDOW * rate / 2))
    count = max(1, -(-frames // block))
    padded = np.zeros((mix.shape[0], count * block), np.float32)
    padded[:, :frames] = mix
    squares = padded.reshape(mix.shape[0], count, block) ** 2
    power = np.asarray(np.mean(squares, axis=(0, 2), dtype=np.float64))
    smooth = _smoothed(power, circular)
    average = float(np.mean(power))
    if average <= 0:
        return np.ones(frames, np.float32)
    over_db = np.maximum(10 * np.log10(np.maximum(smooth, 1e-12) / average) - 1.0, 0)
    reduction = np.minimum(over_db * _RATIO, _MOST_DB)
    centres = (np.arange(-1, count + 1) + 0.5) * block
    ends = (reduction[-1], reduction[0]) if circular else (reduction[0], reduction[-1])
    steps = np.concatenate([ends[:1], reduction, ends[1:]])
    curve = 10 ** (-np.interp(np.arange(frames), centres, steps) / 20)
    curve = np.asarray(curve * _rounding(mix * curve, rate, circular, average), np.float32)
    return np.asarray(curve * _makeup(mix, curve, average), np.float32)


def _rounding(mix: Audio, rate: int, circular: bool, average: float) -> NDArray[np.float32]:
    """Gain that takes the tops off peaks far above the average."""
    frames = mix.shape[-1]
    block = max(1, int(_PEAK_WINDOW * rate / 2))
    count = -(-frames // block)
    tops = np.zeros(count * block, np.float32)
    tops[:frames] = np.abs(mix).max(axis=0)
    tops = tops.reshape(count, block).max(axis=1)
    over_db = 20 * np.log10(np.maximum(tops, 1e-9) / np.sqrt(average)) - _CREST_DB
    down = np.clip(0.7 * over_db, 0, _MOST_ROUNDED_DB)
    wide = np.pad(down, 2, mode="wrap" if circular else "edge")
    # The deepest of the neighbours, then their mean: down before the peak, up after it.
    deepest = np.maximum(np.maximum(wide[:-2], wide[1:-1]), wide[2:])
    smooth = 0.25 * deepest[:-2] + 0.5 * deepest[1:-1] + 0.25 * deepest[2:]
    ends = (smooth[-1], smooth[0]) if circular else (smooth[0], smooth[-1])
    steps = np.concatenate([ends[:1], smooth, ends[1:]])
    centres = (np.arange(-1, count + 1) + 0.5) * block
    return np.asarray(10 ** (-np.interp(np.arange(frames), centres, steps) / 20), np.float32)


def _smoothed(power: NDArray[np.float64], circular: bool) -> NDArray[np.float64]:
    if not circular or len(power) < 3:
        padded = np.pad(power, 1, mode="edge")
    else:
        padded = np.concatenate([power[-1:], power, power[:1]])
    return np.asarray(0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:])


def _makeup(mix: Audio, curve: NDArray[np.float64], average: float) -> float:
    peak = max(float(np.max(np.abs(channel * curve))) for channel in mix)
    loud = 10 ** (TARGET_RMS_DB / 20) / np.sqrt(average)
    return float(min(loud, 10 ** (PEAK_DB / 20) / max(peak, 1e-9)))
