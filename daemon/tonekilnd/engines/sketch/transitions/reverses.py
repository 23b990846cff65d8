"""Reverses: a cymbal and a chord played backwards into the next downbeat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..kit.cymbals import Cymbal
from ..synth.envelopes import fade_edges
from ..synth.strings import Struck
from ..synth.tone import Tone


@dataclass(frozen=True, slots=True)
class Reverse:
    """Backwards sound, as long as its note.

    Attributes:
        chord: level of the piano chord in it.
    """

    chord: float = 0.5

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames)."""
        frames = max(tone.frames, int(0.1 * rate))
        seconds = frames / rate
        blow = Tone(tone.midi, frames, 0.9, tone.variant)
        sound = _cut(Cymbal(ring=1.8 * seconds, low=300, swell=0.0).render(blow, rate), frames)
        strings = Struck(bright=3000, ring=3 * seconds + 1, hammer=0.0, release=0.05)
        for interval in (0, 7, 12, 15):
            note = Tone(tone.midi + 12 + interval, frames, 0.8, tone.variant)
            voice = _cut(strings.render(note, rate), frames)
            sound += np.float32(self.chord / 2 / max(float(np.abs(voice).max()), 1e-6)) * voice
        sound = sound[:, ::-1].copy()
        fade_edges(sound, rate, min(0.1, seconds / 4), 0.012)
        return sound


def _cut(sound: Audio, frames: int) -> Audio:
    out = np.zeros((2, frames), np.float32)
    out[:, : sound.shape[1]] = sound[:, :frames]
    return out
