"""Birds and crickets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

from ..mix.loop import lay
from ..synth.envelopes import half_cosine, seconds_axis
from ..synth.tone import Tone
from .grains import chance_of, drift, length, noise, overlapped

Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Birds:
    """A wood in the morning.

    Attributes:
        singers: how many birds, each with its own song.
    """

    singers: int = 5

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("birds", tone)
        leaves = 0.4 + 0.6 * drift(frames, rate, dice, 1.5)
        sound = np.float32(0.05) * leaves * noise(frames, rate, dice, -3.0, 300, 7000)
        for _ in range(self.singers):
            song, pan = _song(rate, dice), dice.random()
            level = dice.uniform(0.25, 1.0)
            sides = np.array([[np.sqrt(1 - pan)], [np.sqrt(pan)]], np.float32) * np.float32(level)
            at = int(dice.uniform(0, 1.5) * rate)
            while at < frames:
                lay(sound, sides * song, at, circular=True)
                at += len(song) + int(dice.uniform(0.6, 3.0) * rate)
        return overlapped(np.asarray(sound, np.float32), tone, rate)


def _song(rate: int, dice: Generator) -> NDArray[np.float32]:
    """One bird's phrase: a few chirps, each a gliding whistle."""
    home = dice.uniform(2200, 5200)
    chirps = []
    kinds = [_chirp(rate, dice, home) for _ in range(int(dice.integers(1, 4)))]
    for index in range(int(dice.integers(2, 8))):
        chirps.append(kinds[index % len(kinds)])
        chirps.append(np.zeros(int(dice.uniform(0.02, 0.12) * rate), np.float32))
    return np.concatenate(chirps)


def _chirp(rate: int, dice: Generator, home: float) -> NDArray[np.float32]:
    frames = int(dice.uniform(0.04, 0.16) * rate)
    x = np.linspace(0, 1, frames, dtype=np.float32)
    start, bend, warble = dice.uniform(-0.3, 0.3), dice.uniform(-0.5, 0.5), dice.uniform(0, 0.06)
    octaves = start + bend * x + warble * np.sin(2 * np.pi * dice.uniform(2, 6) * x)
    turns = np.cumsum(np.exp2(octaves)) * (home / rate)
    return np.asarray(np.sin(2 * np.pi * turns) * (x * (1 - x) * 4) ** 1.5, np.float32)


@dataclass(frozen=True, slots=True)
class Night:
    """A summer night: crickets near and far over still air.

    Attributes:
        crickets: how many.
    """

    crickets: int = 6

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("night", tone)
        t = seconds_axis(frames, rate)
        sound = np.float32(0.12) * noise(frames, rate, dice, -5.0, 60, 2500)
        sound += np.float32(0.08) * noise(frames, rate, dice, -1.0, 2500, 9000)
        for _ in range(self.crickets):
            pan, level = dice.random(), dice.uniform(0.08, 0.5)
            # Field crickets: carriers of 4 to 5 kHz in syllables of three or four pulses.
            carrier = np.sin(np.float32(2 * np.pi * dice.uniform(3900, 5100)) * t)
            gate = _chirps(frames, rate, dice)
            sides = np.array([[np.sqrt(1 - pan)], [np.sqrt(pan)]], np.float32)
            sound += np.float32(level) * sides * (carrier * gate)
        return overlapped(np.asarray(sound, np.float32), tone, rate)


def _chirps(frames: int, rate: int, dice: Generator) -> NDArray[np.float32]:
    """When one cricket sounds, 0..1."""
    pulse = int(0.014 * rate)
    edge = half_cosine(pulse // 2)
    one = np.concatenate([edge, edge[::-1], np.zeros(int(0.012 * rate), np.float32)])
    chirp = np.tile(one, int(dice.integers(3, 5)))
    period = len(chirp) + int(dice.uniform(0.15, 0.6) * rate)
    gate = np.zeros((1, frames), np.float32)
    for at in range(int(dice.integers(period)), frames, period):
        lay(gate, chirp[None], at, circular=False)
    return np.asarray(gate[0])
