"""Keys, tempos, meters and lengths in a prompt's words, and which of them have an effect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tonekiln.protocol import Meter
from tonekilnd.domain import TakeSpec
from tonekilnd.musical_words import Key as StatedKey
from tonekilnd.musical_words import Tempo, folded, stated

from ..music.keys import MODES, Key, parse_key

# A bare "s" is a decade or a drum machine ("80s", "808s") unless it stands apart from its number.
_LENGTH = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:(bars?|takte?)|seconds?|secs?|sec|(?<=\s)s)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Length:
    """So many bars, or so many seconds."""

    amount: float
    bars: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a request has a field for, said in words.

    Attributes:
        typed: the words.
        value: what they say.
    """

    typed: str
    value: Tempo | StatedKey | Meter | Length


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found.

    Attributes:
        key: the first key that can be played, if one is named.
        found: all facts, in order.
        rest: the text without them, every other character in its place.
    """

    key: Key | None
    found: tuple[Fact, ...]
    rest: str


def take_facts(text: str) -> Facts:
    """Take keys, tempos, meters and lengths out of a text."""
    statements = stated(text)
    rest = text
    for one in statements:
        rest = _blank(rest, one.start, one.end)
    found = [(one.start, Fact(one.typed, one.value)) for one in statements]
    plain = folded(rest)
    for match in _LENGTH.finditer(plain.plain):
        start, end = plain.span(match.start(), match.end())
        found.append((start, Fact(text[start:end], Length(float(match[1]), bool(match[2])))))
        rest = _blank(rest, start, end)
    found.sort(key=lambda one: one[0])
    facts = tuple(fact for _, fact in found)
    return Facts(_first_key(facts), facts, rest)


def effects(facts: Sequence[Fact], spec: TakeSpec) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which facts' words a take follows, and which it does not: the request's own come first."""
    followed: list[str] = []
    without: list[str] = []
    key = parse_key(spec.key) if spec.key else _first_key(facts)
    for fact in facts:
        (followed if _holds(fact, spec, key) else without).append(fact.typed)
    return tuple(dict.fromkeys(followed)), tuple(dict.fromkeys(without))


def _holds(fact: Fact, spec: TakeSpec, key: Key | None) -> bool:
    match fact.value:
        case Tempo() as tempo:
            return tempo.agrees(spec.bpm)
        case Meter() as meter:
            return meter == spec.time_signature
        case Length(amount=amount, bars=True):
            return spec.bars == amount
        case Length(amount=amount):
            seconds = (spec.frames - spec.pre_roll_frames) / spec.sample_rate
            return abs(seconds - amount) < 0.05
        case StatedKey() as named:
            return key is not None and (named.tonic, named.mode) == (key.tonic, key.mode)


def _first_key(facts: Sequence[Fact]) -> Key | None:
    named = (fact.value for fact in facts if isinstance(fact.value, StatedKey))
    return next((Key(key.tonic, key.mode) for key in named if key.mode in MODES), None)


def _blank(text: str, start: int, end: int) -> str:
    """The text with a pause in place of a piece, as long as it was."""
    return text[:start] + ",".ljust(end - start) + text[end:]
