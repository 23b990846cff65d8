"""Reading a prompt: longest phrases first, with "no", "only" and "with" taken into account."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..music.keys import Key, parse_key
from . import manners, sounds
from .sense import Kind, Sense
from .wishes import Wishes

_LONGEST_PHRASE = 4

_NO = frozenset(
    [
        "no",
        "without",
        "minus",
        "non",
        "not",
        "ohne",
        "kein",
        "keine",
        "sans",
        "sin",
        "senza",
        "sem",
        "zero",
    ]
)
_ONLY = frozenset(
    [
        "only",
        "just",
        "solo",
        "solely",
        "nothing",
        "alone",
        "isolated",
        "acapella",
        "nur",
        "seulement",
        "solamente",
    ]
)
_WITH = frozenset(["with", "plus", "featuring", "feat", "mit", "avec", "con", "com", "&", "over"])
_OR = frozenset(["or", "nor", "oder", "ou"])
_FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "and",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "is",
        "it",
        "its",
        "as",
        "into",
        "some",
        "very",
        "really",
        "quite",
        "slightly",
        "bit",
        "little",
        "loop",
        "loops",
        "sample",
        "clip",
        "music",
        "sound",
        "sounds",
        "sounding",
        "style",
        "feel",
        "feeling",
        "vibe",
        "vibes",
        "type",
        "like",
        "bars",
        "bar",
        "bpm",
        "tempo",
        "key",
        "played",
        "playing",
        "und",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "im",
        "le",
        "la",
        "les",
        "un",
        "une",
        "de",
        "du",
        "des",
        "et",
        "el",
        "los",
        "las",
        "y",
        "il",
        "lo",
        "e",
        "o",
        "os",
        "das",
        "do",
        "da",
        "em",
        "for",
        "that",
        "this",
    ]
)

_KEY = re.compile(
    r"\b(?:(?:in|key of)\s+)?([A-G](?:#|b|♯|♭|-sharp|-flat| sharp| flat)?)"
    r"\s?(major|minor|maj|min|dorian|phrygian|lydian|mixolydian|m)\b"
)
_KEY_OF = re.compile(r"\b(?:in|key of|in the key of)\s+([A-G](?:#|b|♯|♭)?)(?![\w#♯♭])")
_TEMPO = re.compile(r"\b\d{2,3}(?:\.\d+)?\s?bpm\b|\bbpm:?\s?\d{2,3}\b", re.IGNORECASE)
_METER = re.compile(r"\b\d{1,2}/(?:2|4|8|16)\b")
_LENGTH = re.compile(r"\b\d+\s?(?:bars?|seconds?|secs?|s)\b", re.IGNORECASE)
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
    key: Key | None = None


def read(prompt: str, negative: str = "") -> Wishes:
    """What a prompt and a negative prompt ask for.

    Args:
        prompt: free text; unknown words are reported, never an error.
        negative: what should not sound; "no" inside it is not needed.
    """
    notes = _Notes()
    rest = _take_facts(prompt, notes)
    _scan(_words(rest), notes, notes.wanted)
    _scan(_words(_take_facts(negative, _Notes())), notes, notes.unwanted)
    return _wishes(notes)


def _take_facts(text: str, notes: _Notes) -> str:
    """Take keys, tempos, meters and lengths out of the text."""
    for pattern in (_KEY, _KEY_OF):
        match = pattern.search(text)
        if match and notes.key is None:
            note = match[1].replace("-sharp", "#").replace("-flat", "b")
            note = note.replace(" sharp", "#").replace(" flat", "b")
            mode = match[2] if pattern is _KEY else ""
            notes.key = parse_key(note + (" " + mode if mode != "m" else mode).rstrip())
            notes.understood.append(match[0].strip())
            text = text[: match.start()] + " , " + text[match.end() :]
    for pattern in (_TEMPO, _METER, _LENGTH):
        for match in pattern.finditer(text):
            notes.understood.append(match[0])
        text = pattern.sub(" , ", text)
    return text


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
        elif phrase in _NO:
            negated = True
        elif phrase in _OR and notes.unwanted and wanted is not notes.unwanted:
            negated = notes.understood[-1].startswith("no ") if notes.understood else False
        elif phrase in _ONLY:
            notes.only = True
            notes.understood.append(phrase)
        elif phrase in _WITH:
            notes.joined = True
        elif phrase not in _FILLERS and not phrase.isdigit():
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


def _wishes(notes: _Notes) -> Wishes:
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
        key=notes.key,
        understood=tuple(dict.fromkeys(notes.understood)),
        ignored=tuple(dict.fromkeys(notes.ignored)),
    )
