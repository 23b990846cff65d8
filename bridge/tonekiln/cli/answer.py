"""What a command gives back, for scripts and for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tonekiln.protocol.errors import DaemonUnreachable, TonekilnError


@dataclass(frozen=True, slots=True)
class Answer:
    """The same facts twice.

    Attributes:
        document: printed with `--json`.
        lines: printed without.
        status: the exit status.
    """

    document: dict[str, Any]
    lines: Sequence[str]
    status: int = 0


def error_document(error: TonekilnError) -> dict[str, Any]:
    """An error as one JSON object."""
    code = "daemon_unreachable" if isinstance(error, DaemonUnreachable) else str(error.code)
    facts = {
        "code": code,
        "message": error.message,
        "field": error.field,
        "bound": error.bound,
        "hint": error.hint,
    }
    if error.text:
        facts["text"] = error.text
    return {"error": facts}


def error_line(error: TonekilnError) -> str:
    """An error as one line: what is wrong, what it may be, what to do."""
    said = not error.field or error.bound in error.message
    bound = "" if said else f"; {error.field} may be {error.bound}"
    hint = f" ({error.hint})" if error.hint else ""
    return " ".join(f"{error.message}{bound}{hint}".split())


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell, under their titles."""
    cells = [tuple(titles), *(tuple(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(titles))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def megabytes(count: int) -> str:
    """Bytes as a person reads them."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def count(number: int, thing: str) -> str:
    """A number of things: `1 bar`, `4 bars`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
