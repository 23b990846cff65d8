"""Parts of a clip as people write them: `3`, `3-4`, `1, 3-4`, `2.5-3.0`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from . import limits
from .errors import InvalidRequest
from .generate import BarSpan

Parts: TypeAlias = str | Sequence[tuple[float, float]]
"""As text, or as pairs of places in bars: from, to."""

_PLACE = r"[0-9]{1,4}(?:\.[0-9]{0,9})?"
_PART = re.compile(rf"({_PLACE})(?:-({_PLACE}))?")
_BOUND = "bars of the clip, like 3, 3-4 or 2.5-3.0; several by commas"


def bar_spans(parts: Parts, field: str) -> tuple[BarSpan, ...]:
    """The spans that are meant.

    A whole number is a bar: `3` is bar 3, `3-4` bars 3 and 4. A number with a point is a place,
    where bar 3 begins at 3.0: `3.0-4.0` is bar 3, `2.5-3` goes from the middle of bar 2 to the end
    of bar 3.

    Args:
        parts: text, or pairs of places as the wire has them.
        field: to name in errors.

    Raises:
        InvalidRequest: nothing that a clip could have, or more parts than a request may name.
    """
    pairs = list(_read(parts, field)) if isinstance(parts, str) else list(parts)
    if not 1 <= len(pairs) <= limits.MAX_PARTS:
        raise InvalidRequest(
            f"{len(pairs)} parts are named", field=field, bound=f"1 to {limits.MAX_PARTS}"
        )
    last = limits.MAX_BARS + 1
    for start, stop in pairs:
        if not 1 <= start < stop <= last:
            raise InvalidRequest(
                f"there is no part from {start:g} to {stop:g}",
                field=field,
                bound=_BOUND,
                hint=f"bars count from 1, the last may be {limits.MAX_BARS}",
            )
    return tuple(BarSpan(from_=float(start), to=float(stop)) for start, stop in pairs)


def _read(text: str, field: str) -> Iterator[tuple[float, float]]:
    for word in re.sub(r"\s*-\s*", "-", text).replace(",", " ").split():
        part = _PART.fullmatch(word)
        if part is None:
            raise InvalidRequest(f"{word[:40]!r} is no part", field=field, bound=_BOUND)
        first, last = part[1], part[2] or part[1]
        if part[2] is None and "." in first:
            raise InvalidRequest(f"{first} is a place and no part", field=field, bound=_BOUND)
        yield float(first), float(last) + ("." not in last)


def parts_text(spans: Sequence[BarSpan]) -> str:
    """Spans as a person reads them: `bar 3`, `bars 3-4`, `2.5-3.0`."""
    return ", ".join(_part_text(span.from_, span.to) for span in spans)


def _part_text(start: float, stop: float) -> str:
    if not (start.is_integer() and stop.is_integer()):
        return f"{start}-{stop}"
    first, last = int(start), int(stop) - 1
    return f"bar {first}" if first == last else f"bars {first}-{last}"
