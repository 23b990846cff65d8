"""One thing that was found in a home."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mended(StrEnum):
    """How something is mended."""

    BY_A_PERSON = "by_a_person"
    BY_A_START = "by_a_start"
    """What every start of the daemon does."""
    BY_MAKING = "by_making"
    """Clips are made again from their Plans."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A state of a home.

    Attributes:
        name: what it is about, one word.
        fix: what a person types or does, where it is not well.
        plans: those that `BY_MAKING` needs.
        damaged: files to be set aside before.
    """

    name: str
    ok: bool
    detail: str
    fix: str = ""
    mended: Mended = Mended.BY_A_PERSON
    plans: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


REPAIR = "tonekiln doctor --repair"


def by_a_start(name: str, detail: str) -> Finding:
    """Something that is not well until the daemon starts again."""
    return Finding(name, False, detail, REPAIR, Mended.BY_A_START)


def some(names: list[str], most: int = 3) -> str:
    """The first of many names."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
