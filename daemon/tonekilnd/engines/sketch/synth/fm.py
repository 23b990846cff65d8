"""Two-operator frequency modulation pairs (Chowning, JAES 21/7, 1973)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from .envelopes import PLAIN, Adsr, decay, seconds_axis
from .tone import Tone


@dataclass(frozen=True, slots=True)
class Pair:
    """A carrier and its modulator.

    Attributes:
        ratio: carrier frequency over the note's.
        modulator: modulator frequency over the note's.
        index: peak phase deviation in radians at full velocity.
        index_decay: seconds for the index to fall by 60 dB.
        level: loudness of the pair.
        decay: seconds for the pair to fall by 60 dB; 0 keeps it up while the key is held.
        detune: cents, to the right channel up and to the left down.
    """

    ratio: float = 1.0
    modulator: float = 1.0
    index: float = 1.0
    index_decay: float = 1.0
    level: float = 1.0
    decay: float = 0.0
    detune: float = 0.0


@dataclass(frozen=True, slots=True)
class FrequencyModulation:
    """A voice of a few pairs under one amplitude envelope."""

    pairs: tuple[Pair, ...]
    amp: Adsr = PLAIN
    tremolo: float = 0.0

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames = self.amp.frames(tone.frames, rate)
        t = seconds_axis(frames, rate)
        sound = np.zeros((2, frames), np.float32)
        for pair in self.pairs:
            sound += self._pair(pair, tone, frames, rate)
        sound *= self.amp.curve(tone.frames, rate)
        if self.tremolo:
            swing = np.float32(self.tremolo) * np.sin(np.float32(2 * np.pi * 4.6) * t)
            sound *= np.stack([1 + swing, 1 - swing])
        return sound

    def _pair(self, pair: Pair, tone: Tone, frames: int, rate: int) -> Audio:
        t = seconds_axis(frames, rate)
        # Carson's rule: the band is about (index + 1) modulators either side; keep it in range.
        room = 0.45 * rate / tone.hz - pair.ratio
        index = min(pair.index * (0.3 + 0.7 * tone.velocity), max(room / pair.modulator - 1, 0))
        if room <= 0:
            return np.zeros((2, frames), np.float32)
        bend = np.float32(index) * decay(frames, rate, pair.index_decay)
        # Both are detuned: a side band at 0 Hz (1:1) then stands still at a zero of its sine.
        cents = np.array([[-1.0], [1.0]]) * pair.detune
        turns = (2 * np.pi * tone.hz * 2 ** (cents / 1200)).astype(np.float32) * t
        bend = bend * np.sin(np.float32(pair.modulator) * turns)
        sound = np.float32(pair.level) * np.sin(np.float32(pair.ratio) * turns + bend)
        if pair.decay:
            sound *= decay(frames, rate, pair.decay)
        return np.asarray(sound, np.float32)
