"""Plucks and mallets: short notes for arpeggios and riffs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..parts.part import Channel
from ..synth.envelopes import Adsr, fade_edges
from ..synth.modal import Mode, modes
from ..synth.noise import band
from ..synth.subtractive import Subtractive
from ..synth.tone import Tone
from ..synth.waves import Wave
from .patch import Patch, Role


@dataclass(frozen=True, slots=True)
class Mallet:
    """A tuned bar, tine or bell.

    Attributes:
        partials: ratio to the pitch, level, decay seconds at middle C.
        strike: level of the mallet's knock.
        spread: how far the partials lie apart in the stereo picture.
    """

    partials: tuple[Mode, ...]
    strike: float = 0.1
    spread: float = 0.3

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        shrink = float(np.clip((262 / tone.hz) ** 0.5, 0.3, 2.0))
        frames = int(max(p[2] for p in self.partials) * shrink * rate)
        sides = np.zeros((2, frames), np.float32)
        for index, (ratio, level, seconds) in enumerate(self.partials):
            soft = 1.0 if index == 0 else 0.3 + 0.7 * tone.velocity
            ring = modes(tone.hz, [(ratio, level * soft, seconds * shrink)], frames, rate)
            lean = self.spread * (-1) ** index * (index > 0)
            sides += ring * np.array([[1 - lean], [1 + lean]], np.float32)
        knock = min(int(0.02 * rate), frames)
        tick = band(knock, rate, 1201 + tone.variant, 600, 4000)[0]
        tick *= np.linspace(1, 0, knock, dtype=np.float32) ** 3
        sides[:, :knock] += np.float32(self.strike * tone.velocity) * tick
        fade_edges(sides, rate, 0.0005, 0.02)
        return sides


# Ratios: ideal and tuned bars after Fletcher and Rossing, The Physics of Musical Instruments.
_MARIMBA: tuple[Mode, ...] = ((1, 1, 0.8), (3.93, 0.25, 0.18), (9.2, 0.1, 0.06))
_VIBES: tuple[Mode, ...] = ((1, 1, 3.0), (4.0, 0.18, 0.9), (10.1, 0.05, 0.2))
_KALIMBA: tuple[Mode, ...] = ((1, 1, 1.1), (2.0, 0.12, 0.5), (5.6, 0.18, 0.12), (11.2, 0.06, 0.05))
_TUBULAR: tuple[Mode, ...] = (
    (1, 1, 3.2),
    (2.0, 0.6, 2.6),
    (2.76, 0.5, 1.8),
    (4.07, 0.3, 1.0),
    (5.42, 0.2, 0.6),
)
_MUSIC_BOX: tuple[Mode, ...] = ((1, 1, 1.6), (3.0, 0.2, 0.7), (6.27, 0.25, 0.3), (8.4, 0.1, 0.15))

PLUCKS = (
    Patch(
        "pluck",
        Role.ARP,
        Subtractive(
            wave=Wave.SAW,
            voices=2,
            detune=10,
            cutoff=500,
            sweep=3.4,
            fall=0.22,
            q=1.4,
            amp=Adsr(0.002, 0.5, 0.0, 0.15),
        ),
        Channel(level=-10.5, reverb=0.16, delay=0.28, duck=0.25),
        69.0,
        gate=0.6,
    ),
    Patch(
        "square arp",
        Role.ARP,
        Subtractive(
            wave=Wave.SQUARE,
            cutoff=1600,
            sweep=1.6,
            fall=0.2,
            q=1.0,
            amp=Adsr(0.002, 0.35, 0.25, 0.06),
        ),
        Channel(level=-16.5, reverb=0.1, delay=0.2, duck=0.2),
        72.0,
        gate=0.55,
    ),
    Patch(
        "marimba",
        Role.ARP,
        Mallet(_MARIMBA, strike=0.15),
        Channel(level=-14.5, spread=0.9, reverb=0.14, delay=0.1),
        67.0,
        program=12,
    ),
    Patch(
        "vibraphone",
        Role.ARP,
        Mallet(_VIBES, strike=0.06),
        Channel(level=-21.5, spread=0.9, reverb=0.22, delay=0.1),
        69.0,
        program=11,
    ),
    Patch(
        "kalimba",
        Role.ARP,
        Mallet(_KALIMBA, strike=0.2),
        Channel(level=-15.5, spread=0.7, reverb=0.2, delay=0.18),
        70.0,
        program=108,
    ),
    Patch(
        "bells",
        Role.LEAD,
        Mallet(_TUBULAR, strike=0.05),
        Channel(level=-14.0, reverb=0.35, delay=0.15),
        74.0,
        program=14,
    ),
    Patch(
        "music box",
        Role.ARP,
        Mallet(_MUSIC_BOX, strike=0.1),
        Channel(level=-17.5, spread=0.7, reverb=0.25, delay=0.1),
        79.0,
        program=10,
    ),
)
