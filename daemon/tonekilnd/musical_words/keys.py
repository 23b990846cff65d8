"""Keys in words: a tonic and a mode, in English, German and the Romance languages.

A lone letter is no key, "a" is mostly an article, "am" a verb and "EBM" a genre: capitals, the
words before and the words after decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LETTERS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11, "h": 11}
_SYLLABLES = {"do": 0, "ut": 0, "re": 2, "mi": 4, "fa": 5, "sol": 7, "la": 9, "si": 11}
_SHARPS = {"#", "♯", "sharp", "is", "diese", "diesis", "sostenido", "sustenido"}
_FLATS = {"b", "♭", "flat", "es", "s", "bemol", "bemolle"}
_MODES = {
    "": "major", "maj": "major", "major": "major", "ionian": "major", "dur": "major",
    "majeur": "major", "maggiore": "major", "mayor": "major", "maior": "major",
    "m": "minor", "min": "minor", "minor": "minor", "aeolian": "minor", "moll": "minor",
    "mineur": "minor", "minore": "minor", "menor": "minor",
}  # fmt: skip

_ASCII = {"♯": "#", "♭": "b"}

_CHURCH = "dorian|phrygian|lydian|mixolydian|aeolian|ionian|locrian"
_LONG = rf"(?i:(?:(?:natural|harmonic|melodic)[ -])?(major|minor|{_CHURCH}))"
_ACCIDENTAL = r"(#|♯|b|♭|[ -]?(?i:sharp|flat)(?![A-Za-z]))?"
_BEGINS = r"(?<![A-Za-z0-9#♯♭'])"
# Intervals and chords are no keys: "a minor third", "C major 7".
_NO_INTERVAL = (
    r"(?!\s{1,3}(?i:seconds?|thirds?|fourths?|fifths?|sixths?|sevenths?|ninths?|intervals?)\b)"
    r"(?!\s?(?:2nd|3rd|6th|7th|9th|(?:7|9|11|13)(?![0-9])))"
)
_WITH_MODE = re.compile(
    rf"{_BEGINS}([A-Ga-g]){_ACCIDENTAL}[ \t-]{{1,3}}{_LONG}(?![A-Za-z0-9]){_NO_INTERVAL}"
    rf"|{_BEGINS}([A-G]){_ACCIDENTAL}{_LONG}(?![A-Za-z0-9]){_NO_INTERVAL}"
)
# Not a chord of a row of chords ("Em-Am-C"), nor "3 Am".
_SHORT = re.compile(
    rf"{_BEGINS}(?<![0-9] )(?:([A-G])(#|♯|b|♭)?|([a-g])(#|♯))(m|min|maj)"
    r"(?![A-Za-z0-9#♯♭'(])(?!\s?[-–/]\s?[A-G])"
    rf"|{_BEGINS}([A-G])(#|♯|b|♭)? (min|maj)(?![A-Za-z0-9#♯♭'])"
)
_NAMED = re.compile(
    r"(?<![A-Za-z])(?:(?i:key of|key ?[:=]|key is)\s{0,3}([A-Ga-g])|in ([A-G]))"
    rf"{_ACCIDENTAL}(?![\w#♯♭'])(?![-–.+][\w+])"
)
_GERMAN = re.compile(r"(?<![A-Za-z])([a-h])(is|es|s)?[\s-]{0,3}(dur|moll)(?![A-Za-z])", re.I)
_ROMANCE = re.compile(
    r"(?<![A-Za-z])(do|ut|re|mi|fa|sol|la|si)"
    r"(?:[ -]?(#|♯|♭|diese|diesis|sostenido|sustenido|bemolle|bemol))?"
    r"[ -](majeur|mineur|maggiore|minore|mayor|menor|maior)(?![A-Za-z])(?!\s+parte)",
    re.I,
)

_BEFORE_A_KEY = re.compile(r"(?i)(?:^|[^a-z])(?:in|key(?: of| is| ?[:=])?|to|from)\s*$")
_LISTED = re.compile(r"(?:^|[,;|/(])\s*$")
_LIST_GOES_ON = re.compile(r"\s*(?:$|[,;|/).])")
_AFTER_A_KEY = re.compile(
    r"\s*(?:$|[^\w\s'-]|[0-9]|(?i:and|with|at|for|on|over|by|feat|scale|pentatonic|blues)\b)"
)
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?\n])\s*$")
_AFTER_AN_ARTICLE = re.compile(
    r"\s+(?i:key|drop|change|shift|mood|mode|feel|feeling|vibe|tonality|variation|detail"
    r"|difference|role|part|build|hit|label|event|problem|twist|touch)\b"
)


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic pitch class (0 is C) and a mode by its English name, ionian as major."""

    tonic: int
    mode: str


def keys(plain: str) -> Iterator[tuple[int, int, Key]]:
    """Start, end and value of every key in a folded text, as they are found."""
    for match in _WITH_MODE.finditer(plain):
        letter, accidental, mode = match.groups()[:3] if match[1] else match.groups()[3:]
        if letter in "Aa" and not accidental and _is_article(plain, match, letter):
            continue
        yield match.start(), match.end(), _key(letter, accidental, mode)
    for match in _SHORT.finditer(plain):
        letter, accidental, mode = _short_groups(match)
        if not (letter == "A" and mode == "m" and _is_verb(plain, match)):
            yield match.start(), match.end(), _key(letter, accidental, mode)
    for match in _NAMED.finditer(plain):
        letter = match[1] or match[2]
        lone = letter in "Aa" and not match[3]
        if not lone or _AFTER_A_KEY.match(plain, match.end()):
            start = match.start(1) if match[1] else match.start(2)
            yield start, match.end(), _key(letter, match[3], "")
    for match in _GERMAN.finditer(plain):
        letter, accidental, mode = (text and text.lower() for text in match.groups())
        # The German B is the English B flat, and H its B.
        flat_b = letter == "b" and not accidental
        yield match.start(), match.end(), _key(letter, "b" if flat_b else accidental, mode)
    for match in _ROMANCE.finditer(plain):
        syllable, accidental, mode = (text and text.lower() for text in match.groups())
        tonic = (_SYLLABLES[syllable] + _shift(accidental)) % 12
        yield match.start(), match.end(), Key(tonic, _MODES[mode])


def key_of(text: str) -> Key:
    """A request's key, as the protocol takes it: `Am`, `F#`, `D dorian`."""
    letter, rest = text[0], text[1:].strip()
    accidental = rest[0] if rest[:1] in {"#", "b", "♯", "♭"} else ""
    return _key(letter, accidental, rest.removeprefix(accidental).strip())


def key_in_words(text: str) -> str:
    """A request's key as captions of music write it: `Am` as "A minor"."""
    letter, rest = text[:1].upper(), text[1:].strip()
    accidental = rest[0] if rest[:1] in {"#", "b", "♯", "♭"} else ""
    mode = rest.removeprefix(accidental).strip()
    return f"{letter}{_ASCII.get(accidental, accidental)} {_MODES.get(mode, mode)}"


def in_english(typed: str) -> bool:
    """Whether a key that was found is written as English captions write it."""
    return not (_GERMAN.fullmatch(typed) or _ROMANCE.fullmatch(typed))


def _is_article(plain: str, match: re.Match[str], letter: str) -> bool:
    """Whether the a of "a minor" or "A major" only leads on to a noun."""
    before = plain[max(0, match.start() - 12) : match.start()]
    led_to = bool(_BEFORE_A_KEY.search(before))
    if letter == "a":
        listed = _LISTED.search(before) and _LIST_GOES_ON.match(plain, match.end())
        return not (listed or (led_to and _AFTER_A_KEY.match(plain, match.end())))
    first = not led_to and bool(_SENTENCE_BEGINS.search(before))
    return first and bool(_AFTER_AN_ARTICLE.match(plain, match.end()))


def _is_verb(plain: str, match: re.Match[str]) -> bool:
    """`Am I ...`, or the German `Am Abend`."""
    first = bool(_SENTENCE_BEGINS.search(plain[max(0, match.start() - 12) : match.start()]))
    return first and bool(re.match(r" (?:I\b|[A-Z][a-z])", plain[match.end() :]))


def _short_groups(match: re.Match[str]) -> tuple[str, str | None, str]:
    if match[1]:
        return match[1], match[2], match[5]
    if match[3]:
        return match[3], match[4], match[5]
    return match[6], match[7], match[8]


def _key(letter: str, accidental: str | None, mode: str) -> Key:
    tonic = (_LETTERS[letter.lower()] + _shift(accidental)) % 12
    name = mode.lower() if mode != "m" else mode
    return Key(tonic, _MODES.get(name, name))


def _shift(accidental: str | None) -> int:
    sign = (accidental or "").strip(" -").lower()
    return (sign in _SHARPS) - (sign in _FLATS)
