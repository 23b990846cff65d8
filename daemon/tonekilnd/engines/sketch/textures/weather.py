"""Rain, wind, sea."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..synth.tone import Tone
from .grains import chance_of, drift, length, noise, overlapped, ping, scatter


@dataclass(frozen=True, slots=True)
class Rain:
    """Rain on leaves and puddles.

    Attributes:
        drops: heard one by one, a second.
    """

    drops: float = 260.0

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("rain", tone)
        sound = np.float32(0.16) * noise(frames, rate, dice, -2.5, 500, 11_000)
        for hz in (2100, 3300, 4700, 6900):
            tick = ping(hz, 0.006, rate)
            sound += np.float32(0.5) * scatter(frames, rate, dice, self.drops / 4, tick, 0.8)
        # A bubble of air under a drop rings and rises as it shrinks (Minnaert resonance).
        for hz in (520, 840, 1350):
            bubble = ping(hz, 0.05, rate, rise=0.5)
            sound += np.float32(0.35) * scatter(frames, rate, dice, 5.0, bubble, 0.7)
        return overlapped(sound, tone, rate)


@dataclass(frozen=True, slots=True)
class Wind:
    """Wind: bands of noise that swell one after the other, and a whistle in the gusts."""

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("wind", tone)
        gusts = drift(frames, rate, dice, 3.0)
        sound = np.zeros((2, frames), np.float32)
        for index, (low, high) in enumerate(((60, 240), (200, 600), (500, 1300), (1100, 3200))):
            own = drift(frames, rate, dice, 1.2)
            level = 0.25 + (0.4 * gusts + 0.6 * own) ** 2 * (1.2 - 0.2 * index)
            # Gusts open the spectrum upwards: the higher a band, the more it needs wind.
            level *= (0.5 + 0.5 * gusts) ** index
            sound += level * noise(frames, rate, dice, -4.0, low, high)
        whistle = noise(frames, rate, dice, 0.0, 760, 860)
        sound += np.float32(0.25) * gusts**3 * whistle
        return overlapped(np.asarray(sound, np.float32), tone, rate)


@dataclass(frozen=True, slots=True)
class Sea:
    """Waves on a beach.

    Attributes:
        seconds: between waves; 6 to 12 s on open coasts.
    """

    seconds: float = 7.0

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("sea", tone)
        count = max(1, round(frames / rate / self.seconds))
        turn = np.arange(frames, dtype=np.float32) * np.float32(count / frames)
        turn += np.float32(0.15) * drift(frames, rate, dice, self.seconds) + np.float32(0.3)
        phase = turn % 1
        # A wave rises for two thirds, breaks, and runs out as hiss.
        swell = np.where(phase < 0.62, (phase / 0.62) ** 2.5, ((1 - phase) / 0.38) ** 1.4)
        hiss = np.where(phase < 0.55, 0.15, np.sin(np.pi * np.clip((phase - 0.55) / 0.45, 0, 1)))
        low = noise(frames, rate, dice, -5.0, 50, 700)
        middle = noise(frames, rate, dice, -3.0, 300, 3500)
        high = noise(frames, rate, dice, -1.0, 2500, 12_000)
        sound = (0.5 + 0.8 * swell) * low + (0.12 + 0.9 * swell) * middle
        sound += 0.35 * (0.1 + hiss) * high
        return overlapped(np.asarray(sound, np.float32), tone, rate)
