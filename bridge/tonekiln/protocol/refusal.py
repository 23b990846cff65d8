"""A decoding error turned into `invalid_request` with the field, its bound and a hint."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from .errors import InvalidRequest
from .schema import bound_of_field

_WHERE = re.compile(r" - at `\$\.?([^`]*)`$")
_TOO_LONG = re.compile(r"`str` of length <= (\d+)$")
_MISSING = re.compile(r"missing required field `([^`]+)`")


def refusal_of(error: Exception, message_type: type[Any], where: str = "") -> InvalidRequest:
    """Name the field that `error` is about and what it may be.

    Args:
        error: what msgspec raised.
        message_type: the struct that was being decoded.
        where: the name to use when the whole text, not one field, is at fault.
    """
    text = str(error)
    if not isinstance(error, msgspec.ValidationError):
        return InvalidRequest("not valid JSON in UTF-8", field=where or "body")
    path = _WHERE.search(text)
    field = path[1] if path else ""
    reason = _WHERE.sub("", text)
    missing = _MISSING.search(reason)
    if missing:
        field = f"{field}.{missing[1]}" if field else missing[1]
        reason = "is missing"
    bound = bound_of_field(message_type, field)
    name = field or where or "body"
    return InvalidRequest(
        f"{name} {_in_plain_words(reason, bound)}",
        field=name,
        bound=bound,
        hint=f"{name} must be {bound}" if bound else "see docs/protocol.md",
    )


def _in_plain_words(reason: str, bound: str) -> str:
    """Msgspec's reason as the rest of a sentence that began with the field's name."""
    if reason.startswith("is missing"):
        return "is missing"
    if "matching regex" in reason or reason.startswith("Invalid"):
        return f"is not {bound}" if bound else "is not valid"
    if (length := _TOO_LONG.search(reason)) is not None:
        return f"is longer than {length[1]} characters"
    return reason.replace("`", "").replace("Expected", "must be", 1)
