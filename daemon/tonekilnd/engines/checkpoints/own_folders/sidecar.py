"""`tonekiln.toml`: what the owner of a folder of weights says of them.

The file is foreign, as the folder is: bounded before it is read, every field checked, and nothing
in it makes more of a licence than what lies beside it.
"""

from __future__ import annotations

import string
import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.plain import plain
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import EngineUnavailable

NAME = "tonekiln.toml"
MOST_BYTES = 64 * 2**10
MOST_CHARACTERS = 100
"""Of a title or a licence."""
MOST_TEMPLATE = 500
MOST_CHOICES = 64
"""Tempi, or lengths in bars."""

PLACEHOLDERS = ("prompt", "bpm", "key", "meter", "bars")


class Sidecar(Struct, frozen=True, kw_only=True):
    """What a folder's owner says.

    Attributes:
        title: what the engine is called where people choose one.
        licence: the licence that its owner says it has; shown as said, and no more.
        prompt: how the model is told, with `{prompt}`, `{bpm}`, `{key}`, `{meter}` and `{bars}`.
        tempi: those that the model knows, rising; empty for any.
        bars: the lengths that it knows, rising; empty for any.
    """

    title: str = ""
    licence: str = ""
    prompt: str = ""
    tempi: tuple[Decimal, ...] = ()
    bars: tuple[int, ...] = ()


def sidecar_in(folder: Path) -> Sidecar:
    """The sidecar of a folder; an empty one where there is none.

    Raises:
        EngineUnavailable: it cannot be used; every bad field is named.
    """
    file = folder / NAME
    try:
        document = tomllib.loads(foreign.read_text(file, MOST_BYTES), parse_float=Decimal)
    except Unreadable as problem:
        if problem.absent:
            return Sidecar()
        raise _refused(str(problem)) from problem
    except (ValueError, InvalidOperation, RecursionError) as error:
        said = plain(" ".join(str(error).split()))[:MOST_CHARACTERS]
        raise _refused(f"{foreign.shown(file)} is not TOML: {said}") from error
    checked = {name: check(document[name]) for name, check in _CHECKS.items() if name in document}
    bad = [f"{name} {said}" for name, said in checked.items() if isinstance(said, _Bad)]
    bad += [f"{plain(name)[:MOST_CHARACTERS]} is no field of it" for name in _unknown(document)]
    if bad:
        raise _refused(f"{foreign.shown(file)}: {'; '.join(bad)}")
    return msgspec.convert(checked, Sidecar)


class _Bad(str):
    """What is wrong with a field, as the end of a sentence."""

    __slots__ = ()


def _unknown(document: dict[str, Any]) -> list[str]:
    return [name for name in document if name not in _CHECKS][:MOST_CHOICES]


def _refused(message: str) -> EngineUnavailable:
    return EngineUnavailable(
        message,
        field="engine",
        hint=f"mend {NAME} (its fields: {', '.join(_CHECKS)}), or take it out of the folder",
    )


def _line(value: object) -> str:
    """One line of text for people."""
    if not isinstance(value, str) or not value.strip():
        return _Bad("must be text")
    if len(value) > MOST_CHARACTERS or plain(value) != value:
        return _Bad(f"must be one line of at most {MOST_CHARACTERS} characters")
    return value.strip()


def _template(value: object) -> str:
    if not isinstance(value, str) or len(value) > MOST_TEMPLATE or plain(value) != value:
        return _Bad(f"must be one line of text of at most {MOST_TEMPLATE} characters")
    try:
        parts = list(string.Formatter().parse(value))
    except ValueError as error:
        return _Bad(f"is no template: {error}")
    named = [name for _, name, _, _ in parts if name is not None]
    if strange := [name for name in named if name not in PLACEHOLDERS]:
        return _Bad(f"names {{{strange[0][:MOST_CHARACTERS]}}}, which is none of {_OFFERED}")
    if any(form or conversion for _, _, form, conversion in parts):
        return _Bad("formats a value: only the names are filled in")
    if "prompt" not in named:
        return _Bad("lacks {prompt}, where the producer's words go")
    return value


_OFFERED = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


def _tempi(value: object) -> tuple[Decimal, ...] | _Bad:
    bound = f"must be up to {MOST_CHOICES} tempi of {limit.MIN_BPM} to {limit.MAX_BPM}"
    if not isinstance(value, list) or not 0 < len(value) <= MOST_CHOICES:
        return _Bad(bound)
    found = set()
    for place, one in enumerate(value):
        number = Decimal(one) if type(one) is int or isinstance(one, Decimal) else Decimal("NaN")
        if not number.is_finite() or not limit.MIN_BPM <= number <= limit.MAX_BPM:
            return _Bad(f"[{place}] {bound}")
        if number != round(number, 6):
            return _Bad(f"[{place}] has more than six decimal places")
        found.add(number)
    return tuple(sorted(found))


def _bars(value: object) -> tuple[int, ...] | _Bad:
    bound = f"must be up to {MOST_CHOICES} whole numbers of 1 to {limit.MAX_BARS}"
    if not isinstance(value, list) or not 0 < len(value) <= MOST_CHOICES:
        return _Bad(bound)
    for place, one in enumerate(value):
        if type(one) is not int or not 1 <= one <= limit.MAX_BARS:
            return _Bad(f"[{place}] {bound}")
    return tuple(sorted(set(value)))


_CHECKS = {
    "title": _line,
    "licence": _line,
    "prompt": _template,
    "tempi": _tempi,
    "bars": _bars,
}
