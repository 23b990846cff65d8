"""What is told of a saved project, whichever DAW wrote it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedClip:
    """One audio clip.

    Attributes:
        file: what it plays, as the project names it.
        seconds: where it begins on the timeline; None where the project counts in beats.
        beats: quarter notes from the start; None where it counts in seconds.
        slot: whether it is in a launcher or Session slot, where it has no place in time.
        warped: whether it follows the tempo; None where the project does not say so of clips.
    """

    file: str
    seconds: float | None = None
    beats: float | None = None
    slot: bool = False
    warped: bool | None = None


@dataclass(frozen=True, slots=True)
class SavedProject:
    """A project's clips.

    Attributes:
        written_by: the DAW's version as the file has it, or "".
    """

    written_by: str
    clips: tuple[SavedClip, ...]


def number(text: str | None) -> float:
    """A finite number. Raises ValueError where it is none."""
    value = float(text or "")
    if not math.isfinite(value):
        raise ValueError("a position that is no number")
    return value
