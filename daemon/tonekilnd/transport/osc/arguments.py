"""OSC arguments as the values of a request's fields: digits kept, switches read, the rest refused.

Surfaces send what they like: a number as an integer, a float, a double or a text; a switch as
true, 1, 127 or "on". What cannot be meant is refused by the name of its option. Bounds are the
protocol's own: `Generate` has them, `planning.checks` those of tempo and meter.
"""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from tonekiln.protocol import Generate, limits
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.schema import bound_of_field, rows_of

from .packet import Argument

Value: TypeAlias = str | int | bool
"""Numbers that are not whole travel on as text, which keeps their digits."""

_KINDS: Final = {row.name: row.kind.removesuffix(" or null") for row in rows_of(Generate)}
_YES: Final = frozenset({"1", "true", "on", "yes"})
_NO: Final = frozenset({"0", "false", "off", "no"})
_MOST_TEXT_OF_A_NUMBER = 40
_MOST_DIGITS = 20
"""Before or after the point: more than any field's bounds leave room for."""


def field_value(argument: Argument, field: str, option: str) -> Value | None:
    """What an argument means for a field of `generate`; None for nil: as if it were not given.

    Raises:
        InvalidRequest: it cannot be meant so; names the option.
    """
    if argument.tag == "N":
        return None
    match _KINDS[field]:
        case "true/false":
            return switch(argument, option)
        case "integer":
            return whole_number(argument, option, bound_of_field(Generate, field))
        case "number" | "decimal":
            return number(argument, option, bound_of_field(Generate, field))
    return text(argument, option)


def text(argument: Argument, name: str) -> str:
    """A string, symbol, character, or a number as it is written. Raises InvalidRequest."""
    value = argument.value
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or argument.tag == "t":
        raise _refused(argument, name, "text")
    return _plainly(argument)


def switch(argument: Argument, name: str) -> bool:
    """On or off: 0 is off, any other number on; of texts those that say so.

    Raises:
        InvalidRequest: it says neither.
    """
    value = argument.value
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _YES | _NO:
            return word in _YES
    elif isinstance(value, int | float) and argument.tag != "t" and math.isfinite(value):
        return value != 0
    raise _refused(argument, name, "0 or 1, true or false, on or off, yes or no")


def whole_number(argument: Argument, name: str, bound: str) -> int:
    """A whole number, however it was sent. Raises InvalidRequest."""
    exact = Decimal(number(argument, name, bound))
    if exact != exact.to_integral_value():
        raise _refused(argument, name, bound or "a whole number")
    return int(exact)


def number(argument: Argument, name: str, bound: str) -> str:
    """A finite number as a decimal text.

    Raises:
        InvalidRequest: it is none, not finite, or absurdly large.
    """
    if isinstance(argument.value, bool) or argument.value is None or argument.tag == "t":
        raise _refused(argument, name, bound)
    given = _plainly(argument)
    try:
        exact = Decimal(given) if len(given) <= _MOST_TEXT_OF_A_NUMBER else Decimal("NaN")
    except InvalidOperation:
        exact = Decimal("NaN")
    if exact == 0:
        return "0"
    if not exact.is_finite() or abs(exact.adjusted()) > _MOST_DIGITS:
        raise _refused(argument, name, bound)
    return f"{exact:f}"


def _plainly(argument: Argument) -> str:
    """A number with the digits that were meant.

    A float of 32 bits holds seven: 120.1 arrives as 120.0999984741. A double holds all that a
    tempo may have, and no sum of its own past them: 280/3 arrives as 93.33333333333333.
    """
    value = argument.value
    if isinstance(value, str):
        return value.strip()
    if not isinstance(value, float) or not math.isfinite(value):
        return str(value)
    if value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if argument.tag == "f":
        return f"{Decimal(f'{value:.7g}'):f}"
    return f"{value:.{limits.BPM_DECIMALS}f}".rstrip("0").rstrip(".")


def _refused(argument: Argument, name: str, bound: str) -> InvalidRequest:
    shown = argument.value
    given = argument.kind if shown is None or isinstance(shown, bool) else f"{str(shown)[:40]!r}"
    return InvalidRequest(
        f"{name} cannot be {given}",
        field=name,
        bound=bound,
        hint=f"{name} must be {bound}" if bound else "",
    )
