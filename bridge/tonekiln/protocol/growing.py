"""Enumerations that may gain values in a later minor version."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Growing(StrEnum):
    """One of the daemon's answers: a value that this version does not know is kept as its text.

    An enumeration of requests is not: what the daemon does not know, it refuses.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        later = str.__new__(cls, value)
        later._name_ = value.upper()
        later._value_ = value
        return later
