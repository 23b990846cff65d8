"""Strings struck by a hammer or plucked: each harmonic dies at its own rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

from .envelopes import decay, fade_edges, seconds_axis
from .noise import band
from .tables import harmonic_count, phase_of, play, table
from .tone import Tone

_ROWS = 24
"""Moments of the decay that are stored; they lie closer together where it is fast."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A stringed note from blow to silence.

    Attributes:
        bright: the blow's low-pass in Hz, at full velocity.
        ring: seconds a low note's fundamental takes to fall by 60 dB.
        point: where along the string it is struck or plucked, as a fraction.
        damping: how much faster high harmonics die; steel 0.3, nylon 0.8.
        strings: how many a note has, slightly apart.
        cents: how far apart.
        hammer: level of the felt's or finger's noise.
        release: seconds after the key is let go.
    """

    bright: float = 5000.0
    ring: float = 5.0
    point: float = 0.12
    damping: float = 0.4
    strings: int = 2
    cents: float = 1.6
    hammer: float = 0.2
    release: float = 0.25

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        ring = self.ring * float(np.clip((130 / tone.hz) ** 0.5, 0.25, 1.6))
        held = min(tone.frames, int(ring * rate))
        frames = held + int(self.release * rate)
        t = seconds_axis(frames, rate)
        source = table(self._rows(tone, rate, ring))
        row = np.sqrt(np.minimum(t / np.float32(ring), 1)) * np.float32(_ROWS - 1)
        sides = np.zeros((2, frames), np.float32)
        for string in range(self.strings):
            cents = self.cents * (string - (self.strings - 1) / 2)
            phase = phase_of(tone.hz * 2 ** (cents / 1200), frames, rate, 0.0)
            pan = 0.5 + 0.3 * (string - (self.strings - 1) / 2)
            sides += play(source, phase, row) * np.array([[1 - pan], [pan]], np.float32)
        sides[:, held:] *= decay(frames - held, rate, self.release)
        if self.hammer:
            knock = min(int(0.05 * rate), frames)
            felt = band(knock, rate, 1101 + tone.variant, 150, 1800)[0] * decay(knock, rate, 0.05)
            top = float(np.max(np.abs(sides)))
            sides[:, :knock] += np.float32(0.25 * self.hammer * top * tone.velocity) * felt
        fade_edges(sides, rate, 0.0008, 0.01)
        return sides

    def _rows(self, tone: Tone, rate: int, ring: float) -> NDArray[np.float64]:
        count = min(harmonic_count(tone.hz, rate), 120)
        k = np.arange(1, count + 1)
        blow = np.sin(np.pi * k * self.point) / k
        corner = self.bright * (0.3 + 0.7 * tone.velocity)
        blow *= 1 / (1 + (k * tone.hz / corner) ** 2)
        # A loss that grows with frequency; the exponent follows measured piano decays roughly.
        seconds = ring / (1 + self.damping * (k - 1) ** 0.9)
        moments = ring * np.linspace(0, 1, _ROWS)[:, None] ** 2
        # Two-stage decay: strings first move with the bridge, then against each other
        # (Weinreich, "Coupled piano strings", JASA 62, 1977).
        fast, slow = 10 ** (-3 * moments / (0.35 * seconds)), 10 ** (-3 * moments / seconds)
        return np.asarray(blow * (0.7 * fast + 0.3 * slow))
