"""One note as an instrument sees it, and what an instrument is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tonekilnd.domain import Audio

A4_HZ = 440.0
A4_MIDI = 69


@dataclass(frozen=True, slots=True)
class Tone:
    """A note to be sounded.

    Attributes:
        midi: pitch, 69 is A4; drums ignore it.
        frames: how long the key is held; the sound may ring on.
        velocity: 0..1.
        variant: which of a few alternatives, so that repeated hits differ.
    """

    midi: float
    frames: int
    velocity: float
    variant: int = 0

    @property
    def hz(self) -> float:
        """Fundamental frequency in equal temperament."""
        return float(A4_HZ * 2.0 ** ((self.midi - A4_MIDI) / 12))


class Instrument(Protocol):
    """Anything that turns a tone into samples. Hashable: its hits are cached under it."""

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples of shape (1 or 2, frames), ringing out to silence; the same each time."""
