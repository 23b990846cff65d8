"""Everything decided before a note is written."""

from __future__ import annotations

from dataclasses import dataclass

from ..chance import Chance
from ..music.grid import BarGrid
from ..music.keys import Key
from ..music.progressions import Harmony
from ..reading import Wishes
from ..styles import Style


@dataclass(frozen=True)
class Brief:
    """What all parts share.

    Attributes:
        wishes: the words.
        style: the style they lead to.
        grid: the clip's bars.
        key: its key.
        chords: its harmony.
        feel: pace of grooves against the written one: 0.5, 1 or 2.
        swing: 0 straight to 1 triplets.
        beaten: whether drums keep the time, so that nobody else has to.
        grounded: whether a bass plays the roots, so that nobody else has to.
        harmonised: whether chords or a pad play, so that the bass need not.
        chance: what differs from variation to variation.
        family: what all variations of a prompt share.
    """

    wishes: Wishes
    style: Style
    grid: BarGrid
    key: Key
    chords: tuple[Harmony, ...]
    feel: float
    swing: float
    beaten: bool
    grounded: bool
    harmonised: bool
    chance: Chance
    family: Chance

    def chord_at(self, quarters: float) -> Harmony:
        """The chord sounding at a position."""
        inside = quarters % self.grid.quarters
        return next(c for c in reversed(self.chords) if c.at <= inside + 1e-6)

    def chord_after(self, chord: Harmony) -> Harmony:
        """The chord that follows, the first after the last: a loop has no end."""
        return self.chords[(chord.index + 1) % len(self.chords)]
