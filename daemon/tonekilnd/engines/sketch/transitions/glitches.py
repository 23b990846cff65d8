"""Glitches: a moment caught and repeated, bits of tone and noise cut hard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..synth.envelopes import fade_edges, seconds_axis
from ..synth.noise import band
from ..synth.tone import Tone

_SLICES = 16
"""The note is cut into sixteen, each silent, stuttering, noisy or whistling."""


@dataclass(frozen=True, slots=True)
class Glitch:
    """A broken machine, in time."""

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        dice = np.random.Generator(np.random.PCG64(2300 + tone.variant))
        size = max(tone.frames // _SLICES, int(0.03 * rate))
        sound = np.zeros((2, size * _SLICES), np.float32)
        for index in range(_SLICES):
            piece = _slice(size, rate, dice, tone.hz)
            pan = dice.uniform(0.2, 0.8)
            sides = np.array([[np.sqrt(1 - pan)], [np.sqrt(pan)]], np.float32)
            sound[:, index * size : (index + 1) * size] = sides * piece
        return sound


def _slice(frames: int, rate: int, dice: np.random.Generator, hz: float) -> np.ndarray:
    kind = dice.choice(["rest", "stutter", "whistle", "noise"], p=[0.35, 0.3, 0.2, 0.15])
    if kind == "rest":
        return np.zeros(frames, np.float32)
    if kind == "noise":
        sound = band(frames, rate, int(dice.integers(1000)), 1500, 9000)[0] * np.float32(0.3)
    else:
        t = seconds_axis(frames, rate)
        pitch = hz * 2 ** (dice.integers(1, 5)) * (1 if kind == "stutter" else 2)
        sound = np.sin(np.float32(2 * np.pi * min(pitch, 6000)) * t)
        if kind == "stutter":
            repeats = int(dice.choice([2, 3, 4, 6]))
            sound = np.tile(sound[: frames // repeats + 1], repeats)[:frames]
            sound *= (1 - (np.arange(frames) * repeats / frames) % 1).astype(np.float32)
    # Whistles and bursts die away within their slice; what stutters stands out.
    fall = np.linspace(1, 0, frames, dtype=np.float32) ** (0.5 if kind == "stutter" else 2.5)
    out = np.asarray(sound * fall * (1.0 if kind == "stutter" else 0.6), np.float32)
    fade_edges(out, rate, 0.001, 0.003)
    return out
