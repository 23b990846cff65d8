"""Reading a prompt: longest phrases first, with "no", "only" and "with" taken into account."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..music.keys import Key
from . import manners, small_words, sounds
from .facts import take_facts
from .sense import Kind, Sense
from .wishes import Wishes

_LONGEST_PHRASE = 4

_WORD = re.compile(r"[^\W_]+(?:[-'&/][^\W_]+)*|&")


def _vocabulary() -> dict[str, tuple[Sense, ...]]:
    merged: dict[str, tuple[Sense, ...]] = {}
    topics = (
        sounds.PARTS, sounds.PATCHES, sounds.PIECES, sounds.TEXTURES, sounds.EFFECTS,
        manners.STYLES, manners.MOODS, manners.DENSITY, manners.BRIGHTNESS, manners.SPACE,
        manners.ENERGY, manners.ERAS, manners.ARTICULATION, manners.FEEL, manners.SWING,
        manners.MODES, manners.WHOLE,
    )  # fmt: skip
    for topic in topics:
        for phrase, found in topic.items():
            merged[phrase] = merged.get(phrase, ()) + found
    return merged


VOCABULARY = _vocabulary()
"""Every phrase the engine knows, in small letters without accents."""


@dataclass(slots=True)
class _Notes:
    """What has been found so far."""

    wanted: list[Sense] = field(default_factory=list)
    unwanted: list[Sense] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    only: bool = False
    joined: bool = False


def read(prompt: str, negative: str = "") -> Wishes:
    """What a prompt and a negative prompt ask for.

    Args:
        prompt: free text; unknown words are reported, never an error.
        negative: what should not sound; "no" inside it is not needed.
    """
    notes = _Notes()
    facts = take_facts(prompt)
    notes.understood += facts.understood
    _scan(_words(facts.rest), notes, notes.wanted)
    _scan(_words(take_facts(negative).rest), notes, notes.unwanted)
    return _wishes(notes, facts.key)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).casefold().replace("’", "'")
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return _WORD.findall(plain)


def _scan(words: list[str], notes: _Notes, wanted: list[Sense]) -> None:
    """Go through the words once, the longest known phrase at each place."""
    negated = False
    for phrase, found in _phrases(words):
        if found:
            target = notes.unwanted if negated else wanted
            target.extend(found)
            notes.understood.append(f"no {phrase}" if negated else phrase)
            negated = False
        elif phrase in small_words.NO:
            negated = True
        elif phrase in small_words.OR and notes.unwanted and wanted is not notes.unwanted:
            negated = notes.understood[-1].startswith("no ") if notes.understood else False
        elif phrase in small_words.ONLY:
            notes.only = True
            notes.understood.append(phrase)
        elif phrase in small_words.WITH:
            notes.joined = True
        elif phrase not in small_words.FILLERS and not phrase.isdigit():
            notes.ignored.append(phrase)


def _phrases(words: list[str]) -> Iterator[tuple[str, tuple[Sense, ...]]]:
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
            phrase = " ".join(words[place : place + length])
            found = VOCABULARY.get(phrase, ())
            if not found and length == 1 and "-" in phrase:
                words[place : place + 1] = phrase.split("-")
                break
            if found or length == 1:
                yield phrase, found
                place += length
                break


def _wishes(notes: _Notes, key: Key | None) -> Wishes:
    def named(kind: Kind, among: list[Sense] = notes.wanted) -> tuple[str, ...]:
        values = [str(sense.value) for sense in among if sense.kind is kind]
        return tuple(dict.fromkeys(values))

    def amount(kind: Kind) -> float:
        values = [float(s.value) for s in notes.wanted if s.kind is kind]
        values += [-float(s.value) for s in notes.unwanted if s.kind is kind]
        return max(-1.0, min(1.0, sum(values)))

    def said(kind: Kind) -> float | None:
        values = [float(s.value) for s in notes.wanted if s.kind is kind]
        return values[-1] if values else None

    sounding = (Kind.PART, Kind.PATCH, Kind.PIECE, Kind.TEXTURE, Kind.EFFECT)
    without = {str(s.value) for s in notes.unwanted if s.kind in sounding}
    moods = named(Kind.MOOD)
    minor = said(Kind.MINOR)
    implied = [float(s.value) for mood in moods for s in manners.IMPLIED.get(mood, ())]
    if minor is None and implied:
        minor = implied[0]
    return Wishes(
        styles=named(Kind.STYLE),
        parts=frozenset(named(Kind.PART)) - without,
        patches=tuple(name for name in named(Kind.PATCH) if name not in without),
        pieces=tuple(name for name in named(Kind.PIECE) if name not in without),
        textures=tuple(name for name in named(Kind.TEXTURE) if name not in without),
        effects=tuple(name for name in named(Kind.EFFECT) if name not in without),
        without=frozenset(without),
        only=notes.only,
        whole=notes.joined or said(Kind.WHOLE) is not None,
        moods=moods,
        density=amount(Kind.DENSITY),
        brightness=amount(Kind.BRIGHTNESS),
        space=amount(Kind.SPACE),
        energy=amount(Kind.ENERGY),
        era=(named(Kind.ERA) or ("",))[0],
        articulation=(named(Kind.ARTICULATION) or ("",))[0],
        feel=said(Kind.FEEL) or 1.0,
        swing=said(Kind.SWING),
        minor=None if minor is None else minor > 0,
        key=key,
        understood=tuple(dict.fromkeys(notes.understood)),
        ignored=tuple(dict.fromkeys(notes.ignored)),
    )
