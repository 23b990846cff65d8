"""Drawbar organs: nine sine footages, key click, a rotating speaker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from .envelopes import Adsr, decay, seconds_axis
from .noise import band
from .tone import Tone

_FOOTAGES = (0.5, 1.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
"""16', 5 1/3', 8', 4', 2 2/3', 2', 1 3/5', 1 1/3', 1' over the note's pitch."""

_LOUDEST = 8
_DB_A_STEP = 3.0
"""Drawbars run from 0 to 8; each step is 3 dB on a tonewheel organ."""

_LESLIE_HZ = 0.8
"""The horn's slow speed, about 48 turns a minute."""


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ's registration: nine drawbars 0..8, click and rotation 0..1."""

    bars: tuple[int, ...] = (8, 8, 8, 0, 0, 0, 0, 0, 0)
    click: float = 0.3
    leslie: float = 0.5

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        amp = Adsr(0.006, 1.0, 1.0, 0.09)
        frames = amp.frames(tone.frames, rate)
        t = seconds_axis(frames, rate)
        sound = np.zeros((2, frames), np.float32)
        turn = np.float32(2 * np.pi * _LESLIE_HZ) * t
        doppler = np.float32(self.leslie * 0.25) * np.sin(turn)
        for ratio, pull in zip(_FOOTAGES, self.bars, strict=True):
            hz = tone.hz * ratio
            if pull and hz < 0.45 * rate:
                level = np.float32(10 ** ((pull - _LOUDEST) * _DB_A_STEP / 20))
                wheel = np.float32(2 * np.pi * hz) * t
                sound[0] += level * np.sin(wheel + doppler)
                sound[1] += level * np.sin(wheel - doppler)
        sway = np.float32(self.leslie * 0.25) * np.cos(turn)
        sound *= np.stack([1 + sway, 1 - sway])
        if self.click:
            tick = min(int(0.015 * rate), frames)
            noise = band(tick, rate, 1001 + tone.variant, 800, 5000)[0]
            sound[:, :tick] += np.float32(self.click) * noise * decay(tick, rate, 0.015)
        sound *= amp.curve(tone.frames, rate)
        return sound
