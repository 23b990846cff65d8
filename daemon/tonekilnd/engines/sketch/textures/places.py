"""Rooms, cities, machines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..mix.loop import convolve
from ..synth.envelopes import seconds_axis
from ..synth.tone import Tone
from .grains import chance_of, drift, length, noise, overlapped, ping, scatter

_MAINS_HZ = 50.0


@dataclass(frozen=True, slots=True)
class RoomTone:
    """The sound of nobody speaking: air, a little mains hum."""

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("room", tone)
        t = seconds_axis(frames, rate)
        sound = np.float32(0.6) * noise(frames, rate, dice, -5.0, 40, 3000)
        sound += np.float32(0.25) * noise(frames, rate, dice, -3.0, 800, 10_000)
        for harmonic, level in ((1, 0.05), (2, 0.08), (3, 0.03), (6, 0.01)):
            sound += np.float32(level) * np.sin(np.float32(2 * np.pi * _MAINS_HZ * harmonic) * t)
        return overlapped(sound, tone, rate)


@dataclass(frozen=True, slots=True)
class City:
    """A street some way off: the rumble of all cars, and single ones that pass.

    Attributes:
        seconds: between cars, on average.
    """

    seconds: float = 3.5

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("city", tone)
        far = 0.5 + 0.5 * drift(frames, rate, dice, 2.0)
        sound = np.float32(0.7) * far * noise(frames, rate, dice, -6.0, 35, 900)
        sound += np.float32(0.12) * noise(frames, rate, dice, -3.0, 400, 5000)
        tyres = noise(frames, rate, dice, -3.0, 200, 3800)
        for _ in range(max(1, round(frames / rate / self.seconds))):
            sound += _pass_by(frames, rate, dice) * tyres
        return overlapped(np.asarray(sound, np.float32), tone, rate)


def _pass_by(frames: int, rate: int, dice: np.random.Generator) -> Audio:
    """Levels of one car from one side to the other, (2, frames)."""
    middle, speed = dice.uniform(0, frames), dice.uniform(0.5, 1.3) * rate
    away = (np.arange(frames) - middle) / speed * dice.choice([-1, 1])
    near = dice.uniform(0.2, 0.7) / (1 + away**2) ** 1.5
    pan = 0.5 + 0.45 * np.tanh(away)
    return np.asarray(near * np.stack([np.sqrt(1 - pan), np.sqrt(pan)]), np.float32)


@dataclass(frozen=True, slots=True)
class Machine:
    """An engine hall: a hum that beats, steam, a rod that knocks.

    Attributes:
        turns: of the rotor, a second.
    """

    turns: float = 6.0

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("machine", tone)
        t = seconds_axis(frames, rate)
        sound = np.zeros((2, frames), np.float32)
        for harmonic in range(1, 15):
            hz = _MAINS_HZ * harmonic * (1 + 0.002 * dice.standard_normal(2))
            level = dice.uniform(0.2, 1.0) / harmonic
            wheel = (2 * np.pi * hz[:, None]).astype(np.float32) * t
            sound += np.float32(0.35 * level) * np.sin(wheel)
        whirl = 1 + 0.5 * np.sin(np.float32(2 * np.pi * self.turns) * t)
        sound += np.float32(0.3) * whirl * noise(frames, rate, dice, -3.0, 200, 4000)
        knock = ping(310, 0.09, rate)
        knock[: int(0.05 * rate)] += 0.6 * ping(1270, 0.05, rate)
        strikes = np.zeros((2, frames), np.float32)
        strikes[:, :: max(1, int(rate / self.turns * 2))] = 0.5
        sound += convolve(strikes, knock[None], circular=True)
        sound += np.float32(0.3) * scatter(frames, rate, dice, 3.0, ping(2900, 0.03, rate), 0.5)
        return overlapped(sound, tone, rate)
