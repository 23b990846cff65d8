"""Fire and old records: crackles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..synth.envelopes import seconds_axis
from ..synth.tone import Tone
from .grains import CRACKLING_DB, chance_of, drift, length, noise, overlapped, ping, scatter

_TURNS_A_SECOND = 100 / 180
"""33 1/3 turns a minute."""


@dataclass(frozen=True, slots=True)
class Fire:
    """A wood fire: flames that breathe, sap that snaps."""

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("fire", tone)
        breath = 0.4 + 0.6 * drift(frames, rate, dice, 0.25)
        sound = np.float32(0.35) * breath * noise(frames, rate, dice, -6.0, 40, 500)
        sound += np.float32(0.09) * breath * noise(frames, rate, dice, -3.0, 600, 6000)
        # Few loud snaps among many small ones: levels spread over decades.
        for hz, a_second in ((1500, 9.0), (2600, 16.0), (4300, 12.0)):
            snap = ping(hz, 0.009, rate)
            sound += np.float32(0.6) * scatter(frames, rate, dice, a_second, snap, 0.7)
        return overlapped(np.asarray(sound, np.float32), tone, rate, CRACKLING_DB)


@dataclass(frozen=True, slots=True)
class Vinyl:
    """A worn record: hiss, dust, a scratch that comes round, rumble."""

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames, dice = length(tone, rate), chance_of("vinyl", tone)
        t = seconds_axis(frames, rate)
        turning = 1 + 0.35 * np.sin(np.float32(2 * np.pi * _TURNS_A_SECOND) * t)
        sound = np.float32(0.014) * turning * noise(frames, rate, dice, -3.0, 300, 9000)
        sound += np.float32(0.013) * noise(frames, rate, dice, -6.0, 30, 120)
        for hz, a_second, spread in ((2400, 9.0, 0.8), (3900, 14.0, 0.7), (900, 1.6, 0.5)):
            dust = ping(hz, 0.0025, rate)
            sound += np.float32(0.35) * scatter(frames, rate, dice, a_second, dust, spread)
        return overlapped(np.asarray(sound, np.float32), tone, rate, CRACKLING_DB)
