"""Impacts: a boom, a crack, a dark chord of brass-like saws behind them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..kit.kick import Kick
from ..synth.envelopes import decay, fade_edges
from ..synth.noise import band, clang
from ..synth.tone import Tone


@dataclass(frozen=True, slots=True)
class Impact:
    """A hit that fills a hall.

    Attributes:
        boom: hertz of the low drum.
        ring: seconds the boom rings.
        metal: level of the struck plate.
    """

    boom: float = 36.0
    ring: float = 2.6
    metal: float = 0.5

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        drum = Kick(
            hz=self.boom, drop=2.2, drop_seconds=0.045, ring=self.ring, click=0.3, drive=1.6
        )
        low = drum.render(tone, rate)
        frames = low.shape[1]
        sound = np.repeat(low, 2, axis=0)
        crack = band(frames, rate, 2101 + tone.variant, 120, 5000, channels=2)
        sound += np.float32(0.5) * crack * decay(frames, rate, 0.5)
        lines = np.random.Generator(np.random.PCG64(2111 + tone.variant)).uniform(0, 1, 160)
        hz = 90 * (4200 / 90) ** lines
        for side in (0, 1):
            plate = clang(frames, rate, 2120 + side + tone.variant, hz, (90 / hz) ** 0.4)
            sound[side] += (
                np.float32(0.35 * self.metal) * plate * decay(frames, rate, self.ring * 0.8)
            )
        sound = np.tanh(0.9 * sound)
        fade_edges(sound, rate, 0.0005, 0.2)
        return np.asarray(sound, np.float32)
