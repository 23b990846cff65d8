"""Keys and modes."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}

MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}

_TEXT = re.compile(
    r"([A-Ga-g])(#|b|♯|♭)? ?(major|minor|maj|min|m|dorian|phrygian|lydian|mixolydian)?"
)
_SHORT = {"m": "minor", "min": "minor", "maj": "major", None: "major"}


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic pitch class (0 is C) and a mode."""

    tonic: int
    mode: str

    @property
    def scale(self) -> tuple[int, ...]:
        """Semitones of the seven degrees above the tonic."""
        return MODES[self.mode]

    @property
    def minor(self) -> bool:
        """Whether the third is minor."""
        return self.scale[2] == 3

    def semitones(self, degree: int) -> int:
        """Semitones above the tonic of a degree counted from 0, over any octaves."""
        octave, step = divmod(degree, len(self.scale))
        return 12 * octave + self.scale[step]

    def over(self, root: int, step: int) -> int:
        """Semitones above the tonic of the chord tone `step` scale steps above a root degree.

        In minor the chord on the fifth degree has a major third: the leading note of the
        harmonic scale, which says more clearly than anything else where home is.
        """
        degree = root + step
        leading = self.mode == "minor" and root % 7 == 4 and degree % 7 == 6
        return self.semitones(degree) + leading

    def nearest(self, degree: int, midi: float) -> int:
        """The MIDI note of a degree's pitch class that lies nearest to `midi`."""
        pitch_class = (self.tonic + self.semitones(degree)) % 12
        return pitch_class + 12 * round((midi - pitch_class) / 12)


def parse_key(text: str) -> Key:
    """Read `Am`, `F# minor`, `D dorian`.

    Raises:
        ValueError: the text is no key.
    """
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        raise ValueError("key must be written like C, F#m, Bb minor or D dorian")
    letter, accidental, mode = match.groups()
    shift = {"#": 1, "♯": 1, "b": -1, "♭": -1, None: 0}[accidental]
    return Key((_LETTERS[letter.upper()] + shift) % 12, _SHORT.get(mode, mode or "major"))
