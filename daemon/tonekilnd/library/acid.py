"""Whether programs may stretch a clip, as the `acid` chunk tells them.

ACID itself and readers like Tracktion's take a loop's tempo from its number of beats, which are
quarter notes and whole; others (libsndfile, Audacity) from the tempo field. Both must be told the
same, so a clip is a stretching loop only where both are true of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntFlag
from fractions import Fraction

from tonekiln.protocol import Clip


class AcidFlags(IntFlag):
    """What kind of file it is, as libsndfile and JUCE read the first word of `acid`.

    `DISK_BASED` without `STRETCH` is ACID's "beatmapped": its beats are not counted.
    """

    ONE_SHOT = 1
    ROOT_NOTE = 2
    STRETCH = 4
    DISK_BASED = 8


@dataclass(frozen=True, slots=True)
class Stretching:
    """How a clip follows a session's tempo.

    Attributes:
        flags: the kind of file.
        beats: quarter notes of a stretching loop; 0 for all else.
    """

    flags: AcidFlags
    beats: int


def stretching(frames: int, sample_rate: int, bpm: Decimal, *, follows_tempo: bool) -> Stretching:
    """What `acid` may truly say of a clip.

    Args:
        frames: the clip's length.
        sample_rate: its rate.
        bpm: quarter notes per minute.
        follows_tempo: whether it is measured in bars and no one-shot.
    """
    if not follows_tempo:
        return Stretching(AcidFlags.ONE_SHOT, 0)
    beats = whole_quarters(frames, sample_rate, bpm)
    if beats is None:
        return Stretching(AcidFlags.DISK_BASED, 0)
    return Stretching(AcidFlags.STRETCH, beats)


def whole_quarters(frames: int, sample_rate: int, bpm: Decimal) -> int | None:
    """The quarter notes in so many frames, if rounding to whole frames is all that is between."""
    exact = Fraction(frames, sample_rate) * Fraction(bpm) / 60
    beats = round(exact)
    off = abs(beats - exact) * 60 * sample_rate / Fraction(bpm)
    return beats if beats and off <= Fraction(1, 2) else None


def stretch_notes(clip: Clip) -> tuple[str, ...]:
    """Why programs are told not to stretch a clip that goes round, if they are."""
    if clip.one_shot:
        return ()
    if not clip.follows_tempo:
        return ("measured in seconds: programs are told not to stretch it to their tempo",)
    bpm = Decimal(repr(clip.bpm))
    if whole_quarters(clip.frames, clip.sample_rate, bpm) is not None:
        return ()
    quarters = float(Fraction(clip.frames, clip.sample_rate) * Fraction(bpm) / 60)
    return (
        f"{quarters:.4g} quarter notes long: programs that stretch loops count whole ones, so "
        "its file is not marked for that",
    )
