"""What a prompt states: its tempi, keys and meters, each with its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tonekiln.protocol import Meter

from .folding import folded
from .keys import Key, keys
from .meters import meters
from .tempo import Tempo, tempi

__all__ = ["Key", "Kind", "Stated", "Tempo", "stated"]


class Kind(StrEnum):
    """What is stated."""

    TEMPO = "tempo"
    KEY = "key"
    METER = "meter"


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement.

    Attributes:
        start: its first character in the text as typed.
        end: past its last.
        typed: the words themselves.
    """

    kind: Kind
    start: int
    end: int
    typed: str
    value: Tempo | Key | Meter


def stated(text: str) -> tuple[Stated, ...]:
    """Every tempo, key and meter in a text, in order; none overlaps another."""
    plain = folded(text)
    found = [
        (start, end, kind, value)
        for kind, reader in ((Kind.TEMPO, tempi), (Kind.METER, meters), (Kind.KEY, keys))
        for start, end, value in reader(plain.plain)
    ]
    # The longer one of two that begin together says more: "in C" and "C minor".
    found.sort(key=lambda one: (one[0], -one[1]))
    apart: list[Stated] = []
    free = 0
    for start, end, kind, value in found:
        if start >= free:
            first, last = plain.span(start, end)
            apart.append(Stated(kind, first, last, text[first:last], value))
            free = end
    return tuple(apart)
