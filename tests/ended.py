"""A program that has ended, wherever a test ran it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """What a program left."""

    status: int
    out: str
    errors: str
