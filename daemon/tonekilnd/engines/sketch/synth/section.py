"""A section of players: an ensemble loop under an envelope that moves its colour."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

from .ensemble import ensemble
from .envelopes import Adsr
from .filters import lowpass
from .memory import remembered
from .tables import harmonic_count
from .tone import Tone
from .waves import Wave, harmonics

Formant = tuple[float, float, float]
"""Centre Hz, bandwidth Hz, level."""

_SLOW = Adsr(attack=0.3, decay=1.0, sustain=0.85, release=0.8)

_MOST_HARMONICS = 90
"""Beyond this the bands of neighbouring harmonics have long merged into one."""


@dataclass(frozen=True, slots=True)
class Section:
    """The parameters of an ensemble voice.

    Attributes:
        wave: the players' waveform.
        dark: low-pass in Hz at rest.
        bright: low-pass in Hz at the top of the envelope.
        motion: 0..1, how far the colour follows the envelope.
        cents: how far the players disagree.
        amp: loudness over time.
        octave: level of a second section one octave up.
        formants: resonances of a body or a throat, () for none.
    """

    wave: Wave = Wave.SAW
    dark: float = 700.0
    bright: float = 3500.0
    motion: float = 0.6
    cents: float = 18.0
    amp: Adsr = _SLOW
    octave: float = 0.0
    formants: tuple[Formant, ...] = ()

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        key = ("section", self, round(tone.midi, 2), rate)
        loops = remembered(key, lambda: self._loops(tone, rate))
        curve = self.amp.curve(tone.frames, rate)
        start = zlib.crc32(repr((tone.midi, tone.variant)).encode()) % loops.shape[-1]
        dark, bright = (_unroll(loop, start, len(curve)) for loop in loops)
        colour = np.float32(self.motion * (0.4 + 0.6 * tone.velocity)) * curve
        bright -= dark
        bright *= colour
        bright += dark
        bright *= curve
        return bright

    def _loops(self, tone: Tone, rate: int) -> Audio:
        count = min(harmonic_count(tone.hz, rate), _MOST_HARMONICS)
        lines = tone.hz * np.arange(1, count + 1)
        amplitudes = harmonics(self.wave, count)
        if self.octave:
            amplitudes = amplitudes.copy()
            amplitudes[1::2] += self.octave * harmonics(self.wave, count)[: count // 2]
        amplitudes = amplitudes * self._body(lines)
        rows = [amplitudes * np.abs(lowpass(lines, c, 0.8) ** 2) for c in (self.dark, self.bright)]
        seed = zlib.crc32(repr((self, round(tone.midi, 2))).encode())
        return ensemble(tone.hz, np.array(rows), self.cents, rate, seed)

    def _body(self, lines: NDArray[np.floating]) -> NDArray[np.floating]:
        if not self.formants:
            return np.ones(len(lines))
        response = np.full(len(lines), 0.03)
        for centre, width, level in self.formants:
            response += level / (1 + ((lines - centre) / (width / 2)) ** 2)
        return response


def _unroll(loop: Audio, start: int, frames: int) -> Audio:
    """A new array of that many frames of the loop, from one on."""
    out = np.empty((loop.shape[0], frames), np.float32)
    done = 0
    while done < frames:
        piece = loop[:, start : start + frames - done]
        out[:, done : done + piece.shape[-1]] = piece
        done += piece.shape[-1]
        start = 0
    return out
