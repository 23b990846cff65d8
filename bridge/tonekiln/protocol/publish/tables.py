"""The generated parts of `docs/protocol.md`; the prose around them is written by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from .. import limits
from ..codec import Envelope
from ..errors import ErrorCode, error_of
from ..message import KINDS, Direction
from ..schema import rows_of
from .prose import constants_of, meanings_of, summary_of
from .structs import enums, nested_structs

_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(document: str) -> str:
    """The document with every generated block written anew.

    Raises:
        KeyError: a block of a name that nothing is generated for.
    """
    return _BLOCK.sub(lambda m: f"{m[1]}\n{_BLOCKS[m[2]]()}\n{m[3]}", document)


def _limits() -> str:
    rows = ((f"`{name}`", _value(value), meaning) for name, value, meaning in constants_of(limits))
    return _table(("limit", "value", "meaning"), rows)


def _errors() -> str:
    rows = ((f"`{code}`", summary_of(error_of(code))) for code in ErrorCode)
    return _table(("code", "when"), rows)


def _envelope() -> str:
    return _fields(Envelope)


def _messages(direction: Direction) -> str:
    return "\n".join(
        _section(f"`{kind}`", message)
        for kind, message in KINDS.items()
        if message.direction == direction
    )


def _structs() -> str:
    return "\n".join(_section(struct.__name__, struct) for struct in nested_structs())


def _enums() -> str:
    rows = ((e.__name__, summary_of(e), _members(e)) for e in enums() if e is not ErrorCode)
    return _table(("name", "says", "values"), rows)


_BLOCKS: dict[str, Callable[[], str]] = {
    "limits": _limits,
    "errors": _errors,
    "envelope": _envelope,
    "requests": lambda: _messages("request"),
    "replies": lambda: _messages("reply"),
    "events": lambda: _messages("event"),
    "structs": _structs,
    "enums": _enums,
}


def _section(title: str, struct: type[Any]) -> str:
    return f"### {title}\n\n{summary_of(struct)}\n\n{_fields(struct)}"


def _fields(struct: type[Any]) -> str:
    meanings = meanings_of(struct)
    rows = [
        (
            f"`{row.name}`",
            row.kind,
            "" if row.bound == row.kind or row.bound in row.kind else row.bound,
            "required" if row.required else f"`{row.default}`",
            meanings.get(row.name, ""),
        )
        for row in rows_of(struct)
    ]
    if not rows:
        return "No fields.\n"
    return _table(("field", "type", "bound", "default", "meaning"), rows)


def _members(enumeration: type[Enum]) -> str:
    return ", ".join(f"`{member.value}`" for member in enumeration)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return f"{value:_}".replace("_", " ") if isinstance(value, int) else str(value)


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [titles, tuple("---" for _ in titles), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )
