"""Reading a prompt: longest phrases first, with "no", "only" and "with" taken into account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tonekilnd.musical_words import folded

from . import manners, small_words, sounds
from .facts import Facts, take_facts
from .sense import Kind, Sense
from .wishes import Wishes

_LONGEST_PHRASE = 4

_WORD = re.compile(r"[^\W_]+(?:[-'&/][^\W_]+)*|&")
_SIGN = re.compile(r"[\u2190-\u2bff\u3200-\u33ff\U0001f000-\U0001faff]+")
"""Emoji and other signs: none is known, and none is left unsaid."""


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


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, plain to look it up by, and its place in the text as typed."""

    plain: str
    start: int
    end: int


@dataclass(slots=True)
class _Notes:
    """What has been found so far.

    Attributes:
        understood: phrases as typed, by their plain form.
        ignored: words as typed, by their plain form.
    """

    wanted: list[Sense] = field(default_factory=list)
    unwanted: list[Sense] = field(default_factory=list)
    understood: dict[str, str] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)
    signs: list[str] = field(default_factory=list)
    only: bool = False
    joined: bool = False
    last_negated: bool = False

    def understand(self, plain: str, typed: str, *, negated: bool = False) -> None:
        """Note a phrase that steers something."""
        no = "no " if negated else ""
        self.understood.setdefault(no + plain, no + typed)
        self.last_negated = negated


def read(prompt: str, negative: str = "") -> Wishes:
    """What a prompt and a negative prompt ask for.

    Args:
        prompt: free text; unknown words are reported, never an error.
        negative: what should not sound; "no" inside it is not needed.
    """
    notes = _Notes()
    facts, refused = take_facts(prompt), take_facts(negative)
    _scan(facts.rest, notes, notes.wanted)
    _scan(refused.rest, notes, notes.unwanted)
    # That a clip should not be in D minor says nothing of what it should be in.
    notes.signs += [fact.typed for fact in refused.found]
    return _wishes(notes, facts)


def _words(text: str) -> list[_Word]:
    plain = folded(text, case=False)
    return [
        _Word(match[0], *plain.span(match.start(), match.end()))
        for match in _WORD.finditer(plain.plain)
    ]


def _scan(text: str, notes: _Notes, wanted: list[Sense]) -> None:
    """Go through the words once, the longest known phrase at each place."""
    negated = False
    for phrase, start, end, found in _phrases(_words(text)):
        typed = " ".join(text[start:end].split())
        if found:
            target = notes.unwanted if negated else wanted
            target.extend(found)
            notes.understand(phrase, typed, negated=negated)
            negated = False
        elif phrase in small_words.NO:
            negated = True
        elif phrase in small_words.OR and notes.unwanted and wanted is not notes.unwanted:
            negated = notes.last_negated
        elif phrase in small_words.ONLY:
            notes.only = True
            notes.understand(phrase, typed)
        elif phrase in small_words.WITH:
            notes.joined = True
        elif phrase not in small_words.FILLERS and not phrase.isdigit():
            notes.ignored.setdefault(phrase, typed)
    notes.signs += _SIGN.findall(text)


def _phrases(words: list[_Word]) -> Iterator[tuple[str, int, int, tuple[Sense, ...]]]:
    """Phrases in plain letters, where each begins and ends as typed, and what it means."""
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
            run = words[place : place + length]
            phrase = " ".join(word.plain for word in run)
            found = VOCABULARY.get(phrase, ())
            if not found and length == 1 and "-" in phrase:
                words[place : place + 1] = _apart(run[0])
                break
            if found or length == 1:
                yield phrase, run[0].start, run[-1].end, found
                place += length
                break


def _apart(word: _Word) -> list[_Word]:
    """The words that hyphens join; each keeps its place in the text, as near as can be told."""
    parts = word.plain.split("-")
    if len(word.plain) != word.end - word.start:
        return [_Word(part, word.start, word.end) for part in parts]
    starts = [word.start + sum(len(part) + 1 for part in parts[:i]) for i in range(len(parts))]
    return [_Word(part, at, at + len(part)) for part, at in zip(parts, starts, strict=True)]


def _wishes(notes: _Notes, facts: Facts) -> Wishes:
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
        key=facts.key,
        facts=facts.found,
        understood=tuple(notes.understood.values()),
        ignored=(*notes.ignored.values(), *dict.fromkeys(notes.signs)),
        unknown=tuple(notes.ignored),
    )
