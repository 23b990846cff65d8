"""A tune laid on a request's tempo and meter, from the bar of its first note, in whole bars."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from tonekiln.protocol import Meter
from tonekiln.protocol.limits import MAX_BARS, MAX_INPUT_SECONDS

from .tune import Note, Signature, Tune

_ANTICIPATION = Fraction(1, 8)
"""Quarters (a 1/32 note, 62 ms at 120 bpm): a first note so little before a bar line was meant
for it. Players and audio-to-MIDI tools are early by less."""
_OVERHANG = Fraction(1, 4)
"""Quarters by which a last note may hang over a bar line without beginning another bar."""
_ON_THE_LINE = Fraction(1, 64)


@dataclass(frozen=True, slots=True)
class LaidNote:
    """A note; times in quarter notes from the first downbeat."""

    pitch: int
    start: Fraction
    end: Fraction
    velocity: int


@dataclass(frozen=True, slots=True)
class LaidTune:
    """A tune on a clip's grid.

    Attributes:
        notes: by their start, within the bars; no two of one pitch at once.
        bars: how many of the clip's meter it is long.
        first_bar: which of the file's own bars comes first, counted from 1.
        own_meter: the file's meter there; None where it names none.
        held: whether notes that are never let go were held to the end.
        all_bars: how many there would be without the bound on their number.
    """

    notes: tuple[LaidNote, ...]
    bars: int
    first_bar: int
    own_meter: str | None
    held: bool
    all_bars: int


def laid(tune: Tune, bpm: Decimal, meter: Meter, most_bars: int | None = None) -> LaidTune:
    """Lay a tune on a grid.

    What lies before the bar of its first note is left out. Bars are the file's own there, else
    the clip's. It is as long as its notes, in whole bars of the clip; where the file ends on a
    bar line behind them, as DAWs end a clip, up to that.

    Args:
        tune: at least one note.
        bpm: the clip's tempo, for tunes whose times are seconds.
        meter: the clip's.
        most_bars: what comes after so many is left out; 600 s bound it in any case.
    """
    scale = Fraction(bpm) / 60 if tune.in_seconds else Fraction(1)
    bar = Fraction(4 * meter.numerator, meter.denominator)
    own = [Signature(s.start * scale, s.beats, s.unit) for s in tune.signatures]
    start, number, signature = _bar_of(tune.notes[0].start * scale, own, bar)
    all_bars = _bars(tune, scale, start, bar)
    longest = Fraction(int(MAX_INPUT_SECONDS)) * Fraction(bpm) / 60
    bars = max(1, min(all_bars, floor(longest / bar), most_bars or all_bars))
    return LaidTune(
        notes=_notes(tune.notes, scale, start, bars * bar),
        bars=bars,
        first_bar=number,
        own_meter=None if signature is None else f"{signature.beats}/{signature.unit}",
        held=any(note.end is None for note in tune.notes),
        all_bars=all_bars,
    )


def _bar_of(
    first: Fraction, signatures: list[Signature], bar: Fraction
) -> tuple[Fraction, int, Signature | None]:
    """Where the bar of a note begins, its number, and the signature that says so."""
    place = first + _ANTICIPATION
    here, number, quarters, told = Fraction(0), 1, bar, None
    for signature in signatures:
        if signature.start > place:
            break
        number += ceil((signature.start - here) / quarters)
        here, quarters, told = signature.start, signature.quarters, signature
    passed = floor((place - here) / quarters)
    return here + passed * quarters, number + passed, told


def _bars(tune: Tune, scale: Fraction, start: Fraction, bar: Fraction) -> int:
    """How many bars a tune takes from there on."""
    last = max(note.start for note in tune.notes) * scale - start
    ends = [note.end * scale - start for note in tune.notes if note.end is not None]
    overhang = min(_OVERHANG, bar / 4)
    bars = max(1, floor(last / bar) + 1, ceil((max(ends, default=last) - overhang) / bar))
    file_end = (tune.end * scale - start) / bar
    whole = round(file_end)
    if abs(file_end - whole) * bar <= _ON_THE_LINE and bars < whole <= MAX_BARS:
        return whole
    return bars


def _notes(
    notes: tuple[Note, ...], scale: Fraction, start: Fraction, length: Fraction
) -> tuple[LaidNote, ...]:
    """The notes that begin within the bars; one that comes again ends where it does."""
    at_pitch: defaultdict[int, list[LaidNote]] = defaultdict(list)
    for note in notes:
        begin = max(Fraction(0), note.start * scale - start)
        if begin >= length:
            continue
        end = length if note.end is None else min(length, _end(note.start, note.end, scale, start))
        one = LaidNote(note.pitch, begin, end, note.velocity)
        before = at_pitch[note.pitch]
        if before and before[-1].end > begin:
            last = before.pop()
            if last.start < begin:
                before.append(LaidNote(last.pitch, last.start, begin, last.velocity))
            end = max(end, last.end)
            one = LaidNote(note.pitch, begin, end, max(last.velocity, note.velocity))
        if one.end > one.start:
            before.append(one)
    return tuple(sorted((n for each in at_pitch.values() for n in each), key=lambda n: n.start))


def _end(begins: Fraction, ends: Fraction, scale: Fraction, start: Fraction) -> Fraction:
    """Where a note ends; one that is over before the line it was meant for keeps its length."""
    end = ends * scale - start
    return end if end > 0 else (ends - begins) * scale
