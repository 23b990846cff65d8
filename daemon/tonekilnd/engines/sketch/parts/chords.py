"""Chords, pads and arpeggios: what is made of the harmony."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..instruments import Patch
from ..music.voicing import voicings
from .brief import Brief
from .part import Channel, Note, Part, Stem
from .pulse import Place, places
from .touch import channel_of, held

_SPARE_RHYTHM = "x---------------"
_BUSY_RHYTHM = "x.oxx.oxx.oxx.ox"

_UNBEATEN_RHYTHMS = ("x---o---x---o-o-", "x---o-o-x---o---", "x--oo---x-o-o---")
"""Without drums the chords say where the beats are."""

_LEFT_OUT = 0.2
"""Of the soft strikes: no bar is quite the other."""

_TOUCH = 0.06
"""How far a strike's velocity strays."""

_STRUM_SECONDS = 0.011
"""Between neighbouring strings of an unhurried strum."""

_REGISTERS = (-3, -1, 1, 3)
"""Semitones that variations lie higher or lower: another inversion, hardly another colour."""

_LEFT_HAND = 9
"""Semitones between the right hand's lowest note and the roots below it, about."""

_CLIMBS = ("up", "down", "updown", "broken")

_FEW_MS = 0.09
"""Seconds: arpeggios faster than this turn to a texture, so they go at half the pace."""


def pad_part(brief: Brief, patch: Patch) -> Part:
    """Chords held until the next."""
    hands = _hands(brief, patch)
    notes = []
    for chord, tones in zip(brief.chords, hands, strict=True):
        for index, tone in enumerate(tones):
            notes.append(Note(chord.at, chord.length, tone, 0.75, variant=index))
    return Part(Stem.HARMONY, patch.instrument, tuple(notes), _shared(brief, patch, hands))


def comp_part(brief: Brief, patch: Patch) -> Part:
    """Chords in rhythm."""
    rhythms = (patch.rhythm,) if patch.rhythm else brief.style.comp
    if not brief.beaten and not patch.rhythm:
        rhythms = _UNBEATEN_RHYTHMS
    if brief.wishes.density <= -0.5:
        rhythms = (_SPARE_RHYTHM,)
    elif brief.wishes.density >= 0.9:
        rhythms = (_BUSY_RHYTHM,)
    shift = int(brief.chance.stream("comp", patch.name).integers(len(rhythms)))
    hands = _hands(brief, patch)
    notes: list[Note] = []
    for bar in range(brief.grid.bars):
        rhythm = rhythms[(shift + bar) % len(rhythms)]
        for place, length, mark in _strikes(brief, rhythm, bar):
            tones = hands[brief.chord_at(place.at).index]
            dice = brief.chance.stream("hands", patch.name, bar, place.source)
            if mark == "x" or dice.random() > _LEFT_OUT or brief.wishes.density > 0:
                notes += _strike(brief, patch, place, length, mark, tones, dice)
    return Part(Stem.HARMONY, patch.instrument, tuple(notes), _shared(brief, patch, hands))


def arp_part(brief: Brief, patch: Patch) -> Part:
    """Chord tones one after the other."""
    climb = brief.chance.pick(_CLIMBS, "climb", patch.name)
    hands = voicings(brief.key, brief.chords, "triad", patch.centre)
    stride = _stride(brief)
    rests = brief.chance.stream("rests", patch.name).random(16) < 0.18
    notes = []
    count = 0
    for bar in range(brief.grid.bars):
        for index, place in enumerate(places(brief, bar)):
            if index % stride or (
                rests[place.source] and place.source and brief.wishes.density < 1
            ):
                continue
            harmony = brief.chord_at(place.at)
            chord = hands[harmony.index]
            ladder = [*chord, chord[0] + 12, chord[1] + 12]
            begins = abs(place.at % brief.grid.quarters - harmony.at) < 1e-6
            if begins and not brief.grounded and not brief.harmonised:
                root = brief.key.nearest(harmony.degree, min(chord) - _LEFT_HAND)
                notes.append(Note(place.at, held(brief, patch, harmony.length), root, 0.85))
            count = 0 if index == 0 else count + 1
            velocity = 0.9 if place.source % 4 == 0 else 0.62 + 0.12 * ((count * 5) % 3 == 0)
            length = held(brief, patch, place.length * stride)
            notes.append(Note(place.at, length, ladder[_rung(climb, count, len(ladder))], velocity))
    return Part(Stem.MELODY, patch.instrument, tuple(notes), channel_of(brief, patch))


def _hands(brief: Brief, patch: Patch) -> tuple[tuple[int, ...], ...]:
    shape = patch.shape or brief.style.shape
    centre = patch.centre + brief.chance.pick(_REGISTERS, "register", patch.name)
    hands = voicings(brief.key, brief.chords, shape, centre)
    if brief.grounded:
        return hands
    # Without a bass the left hand takes the roots.
    return tuple(
        (brief.key.nearest(chord.degree, min(hand) - _LEFT_HAND), *hand)
        for chord, hand in zip(brief.chords, hands, strict=True)
    )


def _shared(brief: Brief, patch: Patch, hands: tuple[tuple[int, ...], ...]) -> Channel:
    channel = channel_of(brief, patch)
    # Four notes of random phase add up to 6 dB: a chord is as loud as a note.
    most = max(len(tones) for tones in hands)
    return replace(channel, level=channel.level - 3.0 * (most - 1) / 3)


def _strikes(brief: Brief, rhythm: str, bar: int) -> list[tuple[Place, float, str]]:
    struck: list[tuple[Place, float, str]] = []
    for place in places(brief, bar):
        mark = rhythm[place.source]
        if mark == "-" and struck:
            first, _, kind = struck[-1]
            struck[-1] = (first, place.at + place.length - first.at, kind)
        elif mark in "xo":
            struck.append((place, place.length, mark))
    return struck


def _strike(
    brief: Brief,
    patch: Patch,
    place: Place,
    length: float,
    mark: str,
    tones: tuple[int, ...],
    dice: np.random.Generator,
) -> list[Note]:
    velocity = (0.85 if mark == "x" else 0.55) + float(dice.uniform(-_TOUCH, _TOUCH))
    strum = _STRUM_SECONDS if "guitar" in patch.name else 0.0
    down = place.source % 4 == 0
    order = tones if down else tones[::-1]
    lasting = held(brief, patch, length)
    return [
        Note(place.at, lasting, tone, velocity, variant=index % 3, late=index * strum)
        for index, tone in enumerate(order)
    ]


def _stride(brief: Brief) -> int:
    """How many steps an arpeggio takes at once."""
    step = min(place.length for place in places(brief, 0))
    seconds = step * brief.grid.frames_a_quarter / brief.grid.rate
    stride = 2 if seconds < _FEW_MS or brief.style.tempo[1] < 100 else 1
    if brief.wishes.density <= -0.5:
        stride *= 2
    return stride


def _rung(climb: str, count: int, size: int) -> int:
    match climb:
        case "up":
            return count % size
        case "down":
            return size - 1 - count % size
        case "updown":
            turn = count % (2 * size - 2)
            return turn if turn < size else 2 * size - 2 - turn
    return (0, 2, 1, 3, 2, 4, 1, 3)[count % 8] % size
