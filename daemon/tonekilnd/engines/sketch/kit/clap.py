"""Hand claps and finger snaps: several bursts of one band of noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..synth.envelopes import decay, fade_edges
from ..synth.noise import band
from ..synth.tone import Tone


@dataclass(frozen=True, slots=True)
class Clap:
    """Some hands.

    Attributes:
        hz: the palm's resonance, about 1 kHz; a snap's lies near 2.5 kHz.
        hands: how many bursts; the last carries the tail.
        spread: seconds between bursts (the TR-808's circuit fires about every 10 ms).
        tail: seconds the room takes.
    """

    hz: float = 1100.0
    hands: int = 3
    spread: float = 0.0095
    tail: float = 0.22

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames): the hands stand side by side."""
        step = int(self.spread * rate)
        frames = step * (self.hands - 1) + int(self.tail * rate)
        colour = band(
            frames, rate, 401 + tone.variant, self.hz * 0.75, self.hz * 3.2, 1.1, channels=2
        )
        middle = colour.mean(axis=0, keepdims=True)
        colour = 0.8 * middle + 0.35 * (colour - middle)
        envelope = np.zeros(frames, np.float32)
        for hand in range(self.hands):
            last = hand == self.hands - 1
            ring = decay(frames - hand * step, rate, self.tail if last else 0.035)
            envelope[hand * step :] = np.maximum(envelope[hand * step :] * 0.3, ring)
        sound = np.asarray(colour * envelope, np.float32)
        fade_edges(sound, rate, 0.0003, 0.02)
        return np.asarray(np.tanh(1.2 * sound), np.float32)
