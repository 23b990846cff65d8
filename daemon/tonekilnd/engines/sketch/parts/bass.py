"""The bass part."""

from __future__ import annotations

from ..instruments import Patch
from ..music.progressions import Harmony
from .brief import Brief
from .part import Note, Part, Stem
from .pulse import places
from .touch import channel_of, held

_TONES = {"1": 0, "3": 2, "5": 4, "7": 6, "8": 7}
"""Scale steps above the chord's root."""

_VARIED = 0.14
"""How often a weak note is changed in either way."""

_ALONE = {1: "1", 2: "13", 3: "135", 4: "1531"}
_ALONE_BUSY = "115381513"
"""Alone, a bass spells out the chord: by how many notes a bar has."""


def bass_part(brief: Brief, patch: Patch) -> Part:
    """The bass: its patch's own line, or the style's."""
    lines = (patch.rhythm,) if patch.rhythm else brief.style.bass
    shift = int(brief.chance.stream("bass").integers(len(lines)))
    notes: list[Note] = []
    for bar in range(brief.grid.bars):
        line = lines[(shift + (bar // 2 if len(lines) > 1 else 0)) % len(lines)]
        notes += _bar(brief, patch, _varied(brief, line, bar % 2), bar)
    return Part(Stem.BASS, patch.instrument, tuple(notes), channel_of(brief, patch))


def _varied(brief: Brief, line: str, parity: int) -> str:
    """The line as this variation plays it: some weak notes an octave up, left out, or let ring."""
    marks = list(line)
    for source, mark in enumerate(line):
        roll = brief.chance.unit("bass line", parity, source)
        if source % 4 == 0 or mark not in "135":
            continue
        if roll < _VARIED:
            marks[source] = "8"
        elif roll < 2 * _VARIED and brief.wishes.density <= 0:
            marks[source] = "-"
    return "".join(marks)


def _bar(brief: Brief, patch: Patch, line: str, bar: int) -> list[Note]:
    notes: list[Note] = []
    struck = 0
    tones = _ALONE.get(sum(line.count(mark) for mark in "1358a"), _ALONE_BUSY)
    for place in places(brief, bar):
        mark = _mark(brief, line[place.source], place.source, bar)
        if not brief.harmonised and mark in "1358a":
            mark = tones[struck % len(tones)]
            struck += 1
        if mark == "-" and notes:
            last = notes[-1]
            notes[-1] = _longer(last, place.at + place.length - last.at)
        elif mark in _TONES or mark == "a":
            chord = brief.chord_at(place.at)
            midi = _pitch(brief, patch, chord, mark)
            velocity = 0.95 if place.source % 4 == 0 else 0.78
            velocity += 0.1 * (brief.chance.unit("bass touch", bar, place.source) - 0.5)
            notes.append(Note(place.at, place.length, midi, velocity))
    return [_longer(note, max(held(brief, patch, note.length), 0.1)) for note in notes]


def _mark(brief: Brief, mark: str, source: int, bar: int) -> str:
    density = brief.wishes.density
    if density <= -0.9 and mark not in "1-." and source:
        return "-"
    if density <= -0.5 and source % 4 and mark not in "-.":
        return "-"
    if density >= 0.9 and mark in ".-" and source % 2 == 0:
        return "8" if brief.chance.unit("busy bass", bar, source) < 0.3 else "1"
    return mark


def _pitch(brief: Brief, patch: Patch, chord: Harmony, mark: str) -> float:
    key = brief.key
    root = key.nearest(chord.degree, patch.centre)
    base = key.semitones(chord.degree)
    if mark == "a":
        following = brief.chord_after(chord)
        if following.degree == chord.degree:
            return root + key.over(chord.degree, 4) - base - 12
        target = key.nearest(following.degree, patch.centre)
        return target + key.semitones(following.degree - 1) - key.semitones(following.degree)
    return root + key.over(chord.degree, _TONES[mark]) - base


def _longer(note: Note, length: float) -> Note:
    return Note(note.at, length, note.midi, note.velocity, note.variant, note.late)
