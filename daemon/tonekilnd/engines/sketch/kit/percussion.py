"""Shakers, bells, blocks: what a percussionist brings along."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..synth.envelopes import decay, fade_edges, half_cosine
from ..synth.modal import Mode, knocked, modes
from ..synth.noise import band
from ..synth.tone import Tone


@dataclass(frozen=True, slots=True)
class Shaker:
    """Beads in a shell: a short swell of high noise.

    Attributes:
        seconds: length of one stroke.
        swell: seconds until it is loudest; well under the 3 ms that a beat may stray.
        low: lower edge in Hz, 5000 for an egg, 3000 for a shekere.
        jingle: level of small metal plates, as a tambourine's.
    """

    seconds: float = 0.09
    swell: float = 0.002
    low: float = 5000.0
    jingle: float = 0.0

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (1, frames)."""
        frames = int((self.seconds + 0.02) * rate)
        sound = band(frames, rate, 901 + tone.variant, self.low, 13_000)[0]
        sound *= decay(frames, rate, self.seconds)
        if self.jingle:
            plates: tuple[Mode, ...] = (
                (1.0, 1, 1),
                (1.37, 0.9, 0.9),
                (1.83, 0.8, 0.8),
                (2.21, 0.6, 0.6),
            )
            ring = [(ratio, level, share * self.seconds * 2) for ratio, level, share in plates]
            sound += np.float32(self.jingle) * modes(4600.0, ring, frames, rate)
        rise = max(1, int(self.swell * rate))
        sound[:rise] *= half_cosine(rise)
        fade_edges(sound, rate, 0.0002, 0.01)
        return np.asarray(sound[None], np.float32)


@dataclass(frozen=True, slots=True)
class Bell:
    """A cowbell, agogo, block or clave: a few modes of metal or wood.

    Attributes:
        hz: the lowest mode.
        ring: seconds it rings.
        partials: ratio, level, share of `ring`.
    """

    hz: float = 540.0
    ring: float = 0.25
    partials: tuple[Mode, ...] = ((1.0, 1.0, 1.0), (1.481, 0.8, 0.8), (2.6, 0.25, 0.4))

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (1, frames)."""
        return knocked(self.hz, self.partials, self.ring, (0.2, 951), tone, rate)
