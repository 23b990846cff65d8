"""Risers, falls and whooshes: noise and tone whose pitch travels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from tonekilnd.domain import Audio

from ..synth.envelopes import fade_edges
from ..synth.noise import random_phases
from ..synth.tables import phase_of, play, table
from ..synth.tone import Tone
from ..synth.waves import Wave, harmonics

_LOW_HZ, _HIGH_HZ = 180.0, 6500.0
_WINDOW = 2048
_WIDTH_OCTAVES = 0.9


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sound on its way.

    Attributes:
        path: heights it travels through, 0 low to 1 high, evenly spaced in time.
        tonal: level of the gliding chord in it.
    """

    path: tuple[float, ...] = (0.0, 1.0)
    tonal: float = 0.5

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames): exactly as long as the note."""
        frames = max(tone.frames, _WINDOW)
        height = self._height(frames)
        # Loudness follows the height: a riser grows, a fall fades, a whoosh does both.
        level = 0.01 + 0.99 * height**2.4
        sound = moving_noise(height, rate, tone.variant) * level
        if self.tonal:
            sound = sound + np.float32(self.tonal) * self._chord(tone, height, rate) * level
        fade_edges(sound, rate, 0.01, 0.012)
        return np.asarray(sound[:, : max(tone.frames, 1)], np.float32)

    def _height(self, frames: int) -> NDArray[np.float32]:
        x = np.linspace(0, len(self.path) - 1, frames)
        line = np.interp(x, np.arange(len(self.path)), self.path)
        return np.asarray(line**1.3, np.float32)

    def _chord(self, tone: Tone, height: NDArray[np.float32], rate: int) -> Audio:
        """Root, fifth and octave gliding up two octaves, an oscillator pair each."""
        count = int(min(16_000, 0.45 * rate) / (tone.hz * 2**1.6 * 4))
        saw = table(harmonics(Wave.SAW, max(1, count))[None] * np.ones((1, 1)))
        sound = np.zeros((2, len(height)), np.float32)
        for index, interval in enumerate((0, 7, 12)):
            for side in (0, 1):
                cents = (-8, 9)[side] + 3 * index
                hz = tone.hz * 2 ** ((interval + cents / 100) / 12) * np.exp2(2 * height)
                sound[side] += play(saw, phase_of(hz, len(height), rate, 0.37 * index), 0.0)
        return sound / np.float32(3)


def moving_noise(height: NDArray[np.float32], rate: int, seed: int) -> Audio:
    """Noise around a moving centre, (2, frames), RMS near 1.

    Made window by window from random phases under a bell that travels on a logarithmic axis,
    and overlapped by halves under sine windows, whose squares add up to one.
    """
    frames, hop = len(height), _WINDOW // 2
    count = frames // hop + 2
    dice = np.random.Generator(np.random.PCG64(2000 + seed))
    top = min(_HIGH_HZ, 0.4 * rate)
    centres = _LOW_HZ * (top / _LOW_HZ) ** height[np.minimum(np.arange(count) * hop, frames - 1)]
    hz = np.maximum(fft.rfftfreq(_WINDOW, 1 / rate), 1.0)
    away = np.log2(hz[None] / centres[:, None]) / _WIDTH_OCTAVES
    bell = np.exp(-0.5 * away**2) + 0.03 * (away < 0)
    bell /= np.sqrt(np.sum(bell**2, axis=1, keepdims=True))
    spectra = bell.astype(np.float32) * random_phases(dice, (2, count, len(hz)))
    pieces = fft.irfft(spectra, _WINDOW, axis=-1) * np.float32(_WINDOW / np.sqrt(2))
    pieces *= np.sin(np.pi * (np.arange(_WINDOW, dtype=np.float32) + 0.5) / _WINDOW)
    sound = np.zeros((2, (count + 1) * hop), np.float32)
    for parity in (0, 1):
        row = pieces[:, parity::2].reshape(2, -1)
        sound[:, parity * hop : parity * hop + row.shape[1]] += row
    return sound[:, hop : hop + frames]
