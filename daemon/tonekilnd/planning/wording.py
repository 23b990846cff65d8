"""What a model is told: the producer's words, with tempo, key and meter in words it has seen.

The request says what a clip is made to. Where the words say something else the model must not
hear two tempi or two keys: the request's take the place of the words', and a note says so.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tonekiln.protocol import EngineKind, Meter
from tonekilnd.domain import EngineFacts
from tonekilnd.musical_words import (
    Key,
    Kind,
    Stated,
    Tempo,
    in_english,
    key_in_words,
    key_of,
    meter_in_words,
    stated,
    tempo_in_words,
)

_COMMON = Meter(4, 4)
"""What music is in where nothing is said."""

_TRAILING = re.compile(r"[\s.,]+\Z")
_ROUNDS = 4

_LEADS_ON = re.compile(r"(?i)(?:\b(?:in the key of|key of|in|at|to|from|and|or|then|tempo)\s*)+$")


@dataclass(frozen=True, slots=True)
class Worded:
    """A prompt as it goes to the engine, and what a person should know of it."""

    prompt: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fact:
    """One thing a clip is made to.

    Attributes:
        words: how a model is told.
        said: whether it has to be told where the prompt says nothing of its kind.
        agrees: whether a statement says the same.
        plain: whether a statement that agrees is in words a model knows.
        made: how a note names it.
    """

    kind: Kind
    words: str
    said: bool
    agrees: Callable[[Stated], bool]
    plain: Callable[[Stated], bool]
    made: str


def worded(
    prompt: str,
    bpm: Decimal,
    key: str | None,
    meter: Meter,
    facts: EngineFacts,
    *,
    loop: bool,
    bars: int | None = None,
    told: Decimal | None = None,
) -> Worded:
    """The prompt as it goes to the engine, and where its words clash with the request.

    A procedural engine is given tempo, key and meter as numbers and the words as they are. A
    one-shot has no tempo and no meter: its words may say what they like.

    Args:
        prompt: the producer's words.
        bpm: the request's tempo.
        key: the request's key; None leaves it to the words.
        meter: the request's meter.
        facts: the engine.
        loop: whether the clip lies on a grid.
        bars: how many the take is made of, for engines with a template.
        told: the tempo that the take is made at, where that is another.
    """
    made_to = _made_to(bpm, key, meter, loop=loop)
    notes = tuple(note for fact in made_to for note in _clash(fact, stated(prompt)))
    if facts.kind is EngineKind.PROCEDURAL:
        return Worded(prompt, notes)
    told = bpm if told is None else told
    if facts.template:
        values = {
            "bpm": f"{told.normalize():f}" if loop else "",
            "key": key_in_words(key) if key else "",
            "meter": str(meter) if loop else "",
            "bars": str(bars) if loop and bars else "",
        }
        bare = _without_any(prompt, made_to)
        return Worded(filled(facts.template, {"prompt": bare, **values}), notes)
    if told != bpm:
        made_to = _made_to(told, key, meter, loop=loop)
    return Worded(_told(_TRAILING.sub("", prompt).strip(), made_to), notes)


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its names filled in; what lies between commas goes with an empty value."""
    parts = []
    for part in template.split(","):
        named = [name for _, name, _, _ in string.Formatter().parse(part) if name is not None]
        if all(values[name] for name in named):
            parts.append(part.format_map(values))
    return ",".join(parts).strip(" ,")


def _made_to(bpm: Decimal, key: str | None, meter: Meter, *, loop: bool) -> list[_Fact]:
    return [
        *([_tempo(bpm)] if loop else []),
        *([_key(key)] if key else []),
        *([_meter(meter)] if loop else []),
    ]


def _tempo(bpm: Decimal) -> _Fact:
    words = tempo_in_words(bpm)

    def agrees(one: Stated) -> bool:
        return isinstance(one.value, Tempo) and one.value.agrees(bpm)

    def plain(one: Stated) -> bool:
        return isinstance(one.value, Tempo) and one.value.single and one.typed.isascii()

    return _Fact(Kind.TEMPO, words, True, agrees, plain, f"at {words.removesuffix(' bpm')}")


def _meter(meter: Meter) -> _Fact:
    return _Fact(
        Kind.METER,
        meter_in_words(meter),
        meter != _COMMON,
        lambda one: one.value == meter,
        lambda one: one.typed.isascii(),
        f"in {meter}",
    )


def _key(key: str) -> _Fact:
    words = key_in_words(key)

    return _Fact(
        Kind.KEY,
        words,
        True,
        lambda one: one.value == key_of(key),
        lambda one: isinstance(one.value, Key) and one.typed.isascii() and in_english(one.typed),
        f"in {words}",
    )


def _clash(fact: _Fact, statements: Sequence[Stated]) -> tuple[str, ...]:
    other = [one.typed for one in _of(fact.kind, statements) if not fact.agrees(one)]
    if not other:
        return ()
    said = " and ".join(dict.fromkeys(other))
    return (f"the words say {said}; it is made {fact.made}, as the request says",)


def _told(prompt: str, made_to: Sequence[_Fact]) -> str:
    """The prompt with exactly one statement of each fact's kind, which is the fact's.

    One change may lay another statement bare ("Am Am"), so they are looked for again until there
    is nothing to change; where words keep making new ones, all of a kind are taken out.
    """
    for _ in range(_ROUNDS):
        before = prompt
        for fact in made_to:
            prompt = _telling(prompt, fact)
        prompt = _TRAILING.sub("", prompt)
        if prompt == before:
            return prompt
    prompt = _without_any(prompt, made_to)
    return ", ".join(part for part in (prompt, *(f.words for f in made_to if f.said)) if part)


def _without_any(prompt: str, made_to: Sequence[_Fact]) -> str:
    """The prompt without a statement of any fact's kind."""
    for fact in made_to:
        while found := _of(fact.kind, stated(prompt)):
            prompt = _TRAILING.sub("", _without(prompt, found[0]))
    return _TRAILING.sub("", prompt).strip()


def _telling(prompt: str, fact: _Fact) -> str:
    statements = _of(fact.kind, stated(prompt))
    if not statements:
        return ", ".join(part for part in (prompt, fact.words) if part) if fact.said else prompt
    keep = next((one for one in statements if fact.agrees(one)), statements[0])
    for one in reversed(statements):
        if one is not keep:
            prompt = _without(prompt, one)
        elif not (fact.agrees(one) and fact.plain(one)):
            prompt = _instead(prompt, one, fact.words)
    return prompt


def _instead(prompt: str, one: Stated, words: str) -> str:
    """The prompt with other words in a statement's place."""
    before, after = prompt[: one.start], prompt[one.end :]
    return (
        before
        + (" " if before and before[-1].isalnum() else "")
        + words
        + (" " if after and after[0].isalnum() else "")
        + after
    )


def _without(prompt: str, one: Stated) -> str:
    """The prompt without a statement and the small words that led to it."""
    before = _LEADS_ON.sub("", prompt[: one.start]).rstrip(" ,;")
    after = prompt[one.end :].lstrip(" ,;")
    return ", ".join(part for part in (before, after) if part)


def _of(kind: Kind, statements: Sequence[Stated]) -> list[Stated]:
    return [one for one in statements if one.kind is kind]
