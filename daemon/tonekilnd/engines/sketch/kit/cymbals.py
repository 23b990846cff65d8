"""Hi-hats, rides and crashes: many inharmonic partials, the high ones dying first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

from ..synth.envelopes import decay, fade_edges, half_cosine
from ..synth.noise import band, clang
from ..synth.tone import Tone

TR808_HZ = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0)
"""The six square oscillators behind the TR-808's cymbals (its service notes; Werner et al.,
"The TR-808 Cymbal", ICMC 2014)."""

_AIR_HZ = 12_000.0
"""Above it a hat's partials fade, as they do at a metre's distance from a microphone."""


@dataclass(frozen=True, slots=True)
class Hat:
    """A pair of hi-hats, closed or open.

    Attributes:
        ring: seconds to fall by 60 dB; an open hat is choked when its note ends.
        tune: multiplies the partials' frequencies.
        low: the high-pass in Hz.
        metal: 0 is all noise, 1 all partials.
    """

    ring: float = 0.07
    tune: float = 1.0
    low: float = 6000.0
    metal: float = 0.6

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        choked = min(self.ring, max(tone.frames / rate, 0.03))
        frames = int((choked + 0.01) * rate)
        hz, levels = _squares(self.tune, self.low, rate)
        sides = [clang(frames, rate, 501 + 2 * tone.variant + side, hz, levels) for side in (0, 1)]
        noise = band(frames, rate, 601 + tone.variant, self.low, _AIR_HZ, channels=2)
        sound = self.metal * np.stack(sides) + (1 - self.metal) * noise
        sound = 0.7 * sound.mean(axis=0, keepdims=True) + 0.4 * sound
        tip = 1 + 0.8 * tone.velocity * decay(frames, rate, 0.012)
        sound = np.asarray(sound * decay(frames, rate, self.ring) * tip, np.float32)
        fade_edges(sound, rate, 0.0002, 0.006)
        return sound


@dataclass(frozen=True, slots=True)
class Cymbal:
    """A ride or crash: partials spread over the whole plate, a bell for the ride.

    Attributes:
        ring: seconds the low part of the plate rings.
        low: lowest partial in Hz.
        bell: level of the bell's few clear partials.
        swell: seconds the plate takes to wake; a hard strike's brightness blooms after it.
    """

    ring: float = 1.8
    low: float = 350.0
    bell: float = 0.0
    swell: float = 0.02

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames = int((self.ring + 0.05) * rate)
        sound = np.zeros((2, frames), np.float32)
        lines = np.random.Generator(np.random.PCG64(701)).uniform(0, 1, 420)
        edges = (self.low, 2200.0, 5200.0, 9000.0, 16_000.0)
        for index, (low, high) in enumerate(pairwise(edges)):
            hz = low * (high / low) ** lines
            seconds = self.ring * (1.0, 0.8, 0.55, 0.35)[index]
            level = np.float32((0.35, 0.7, 1.0, 0.8)[index])
            bloom = _bloom(frames, rate, self.swell * index)
            for side in (0, 1):
                seed = 710 + 10 * index + side + 100 * tone.variant
                part = clang(frames, rate, seed, hz, np.ones(len(hz)))
                sound[side] += level * part * decay(frames, rate, seconds) * bloom
        if self.bell:
            hz = np.array([587.0, 1108.0, 1652.0, 2410.0, 3310.0])
            ping = clang(frames, rate, 790, hz, np.array([1.0, 0.8, 0.9, 0.6, 0.4]))
            sound += np.float32(self.bell) * ping * decay(frames, rate, self.ring * 0.5)
        stick = band(frames, rate, 795 + tone.variant, 3000, 12_000)[0] * decay(frames, rate, 0.03)
        sound += np.float32(0.9 * tone.velocity) * stick
        fade_edges(sound, rate, 0.0003, 0.05)
        return sound


def _squares(tune: float, low: float, rate: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Partials of the six square waves above the high-pass, and their levels."""
    lines, levels = [], []
    for base in TR808_HZ:
        odd = np.arange(1, int(0.47 * rate / (base * tune)) + 1, 2)
        lines.append(odd * base * tune)
        levels.append(1 / odd)
    hz = np.concatenate(lines)
    slope = 1 / np.sqrt((1 + (low / hz) ** 8) * (1 + (hz / _AIR_HZ) ** 6))
    return hz, np.concatenate(levels) * slope


def _bloom(frames: int, rate: int, seconds: float) -> NDArray[np.float32]:
    curve = np.ones(frames, np.float32)
    rise = min(int(seconds * rate), frames)
    if rise:
        curve[:rise] = 0.4 + 0.6 * half_cosine(rise)
    return curve
