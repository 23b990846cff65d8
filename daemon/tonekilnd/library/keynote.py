"""Keys as the MIDI note of their tonic."""

from __future__ import annotations

_PITCH_CLASSES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_SHARPS = {"#": 1, "♯": 1, "b": -1, "♭": -1}
_MIDDLE_C = 60


def root_note(key: str | None) -> int | None:
    """MIDI note of a key's tonic, 60 (C) to 71 (B); None for no key or no such key."""
    if not key or key[0].lower() not in _PITCH_CLASSES:
        return None
    accidental = _SHARPS.get(key[1:2], 0)
    return _MIDDLE_C + (_PITCH_CLASSES[key[0].lower()] + accidental) % 12
