"""Chords in close position, each as near as it can be to the one before."""

from __future__ import annotations

from .keys import Key
from .progressions import Harmony

SHAPES: dict[str, tuple[int, ...]] = {
    "triad": (0, 2, 4),
    "seventh": (0, 2, 4, 6),
    "ninth": (0, 2, 6, 8),
    "open": (0, 4, 9),
    "power": (0, 4, 7),
    "sus": (0, 3, 4),
}
"""Chord tones as scale steps above the root."""


def voicings(
    key: Key, chords: tuple[Harmony, ...], shape: str, centre: float
) -> tuple[tuple[int, ...], ...]:
    """MIDI notes of each chord, low to high, moving as little as possible.

    Args:
        key: whose scale the tones come from.
        chords: the roots.
        shape: one of SHAPES.
        centre: the MIDI note the hands stay around.
    """
    hands: list[tuple[int, ...]] = []
    for chord in chords:
        before = hands[-1] if hands else ()
        hands.append(_nearest(_inversions(key, chord, shape, centre), before, centre))
    return tuple(hands)


def _inversions(key: Key, chord: Harmony, shape: str, centre: float) -> list[tuple[int, ...]]:
    steps = SHAPES[shape]
    root = key.nearest(chord.degree, centre)
    base = key.semitones(chord.degree)
    tones = [root + key.over(chord.degree, step) - base for step in steps]
    turned = []
    for raised in range(len(tones)):
        for octave in (-12, 0):
            notes = sorted(
                tone + (12 if i < raised else 0) + octave for i, tone in enumerate(tones)
            )
            turned.append(tuple(notes))
    return turned


def _nearest(
    options: list[tuple[int, ...]], before: tuple[int, ...], centre: float
) -> tuple[int, ...]:
    def effort(notes: tuple[int, ...]) -> float:
        lean = abs(sum(notes) / len(notes) - centre)
        if not before:
            return lean
        return 0.4 * lean + sum(min(abs(note - old) for old in before) for note in notes)

    return min(options, key=effort)
