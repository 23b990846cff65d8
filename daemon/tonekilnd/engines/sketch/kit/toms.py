"""Toms, taikos and other pitched membranes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..synth.envelopes import decay, fade_edges, seconds_axis
from ..synth.noise import band
from ..synth.tone import Tone


@dataclass(frozen=True, slots=True)
class Membrane:
    """A skin over a shell.

    Attributes:
        hz: its lowest mode.
        ring: seconds it rings.
        bend: octaves the pitch falls after the blow.
        slap: level of the hand or stick.
        slap_hz: colour of that.
        drive: saturation, for big drums.
    """

    hz: float = 110.0
    ring: float = 0.5
    bend: float = 0.35
    slap: float = 0.3
    slap_hz: float = 2500.0
    drive: float = 0.3

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (1, frames)."""
        frames = int((self.ring + 0.02) * rate)
        t = seconds_axis(frames, rate)
        fallen = (2**self.bend - 1) * 0.035 * (1 - np.exp(-t / np.float32(0.035)))
        turns = np.float32(2 * np.pi * self.hz) * (t + np.asarray(fallen, np.float32))
        sound = np.zeros(frames, np.float32)
        # Modes of an ideal circular membrane: ratios of zeros of Bessel functions.
        for ratio, level, share in (
            (1.0, 1.0, 1.0),
            (1.593, 0.45, 0.6),
            (2.136, 0.25, 0.4),
            (2.653, 0.15, 0.3),
        ):
            sound += (
                np.float32(level)
                * np.sin(np.float32(ratio) * turns)
                * decay(frames, rate, self.ring * share)
            )
        hand = band(frames, rate, 801 + tone.variant, self.slap_hz / 4, self.slap_hz)[0]
        sound += np.float32(self.slap * tone.velocity) * hand * decay(frames, rate, 0.04)
        gain = np.float32(1 + self.drive)
        sound = np.tanh(gain * sound)
        fade_edges(sound, rate, 0.0003, 0.015)
        return np.asarray(sound[None], np.float32)
