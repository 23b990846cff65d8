"""Bass drums: a falling sine, a beater's click, some drive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

from ..synth.envelopes import decay, fade_edges, seconds_axis
from ..synth.noise import band
from ..synth.tone import Tone


@dataclass(frozen=True, slots=True)
class Kick:
    """A bass drum.

    Attributes:
        hz: where the pitch comes to rest; 45 to 60 Hz is a kick, 35 a boom.
        drop: octaves the pitch falls from.
        drop_seconds: time constant of that fall: 10 ms knocks, 40 ms sings.
        ring: seconds to fall by 60 dB.
        click: level of the beater.
        click_hz: colour of the beater.
        drive: how hard the body is saturated.
        wood: level of a second mode, as a wooden drum has (1.59: a circular membrane's).
    """

    hz: float = 52.0
    drop: float = 2.4
    drop_seconds: float = 0.018
    ring: float = 0.45
    click: float = 0.25
    click_hz: float = 3500.0
    drive: float = 0.8
    wood: float = 0.0

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (1, frames)."""
        frames = int((self.ring + 0.02) * rate)
        t = seconds_axis(frames, rate)
        body = np.sin(self._turns(t))
        if self.wood:
            membrane = np.sin(np.float32(1.59) * self._turns(t))
            body += np.float32(self.wood) * membrane * decay(frames, rate, self.ring * 0.35)
        # A held top before the fall keeps the weight of the drum under its own attack.
        body *= np.minimum(1.0, decay(frames, rate, self.ring) * np.float32(1.6))
        gain = np.float32(1 + self.drive * tone.velocity)
        body = np.tanh(gain * body) / np.tanh(gain)
        tick = int(0.012 * rate)
        beater = band(tick, rate, 11 + tone.variant, self.click_hz / 3, self.click_hz)[0]
        body[:tick] += np.float32(self.click * tone.velocity) * beater * decay(tick, rate, 0.012)
        fade_edges(body, rate, 0.0003, 0.01)
        return np.asarray(body[None], np.float32)

    def _turns(self, t: NDArray[np.float32]) -> NDArray[np.float32]:
        """Phase in radians: the integral of hz * (1 + (2^drop - 1) exp(-t / drop_seconds))."""
        height = (2**self.drop - 1) * self.drop_seconds
        fallen = height * (1 - np.exp(-t / np.float32(self.drop_seconds)))
        return np.asarray(np.float32(2 * np.pi * self.hz) * (t + fallen), np.float32)
