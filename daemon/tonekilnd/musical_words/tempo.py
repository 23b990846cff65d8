"""Tempi in words: a number and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_ALONE = r"(?<![0-9A-Za-z.,/#])"
_ENDS = r"(?![0-9A-Za-z])"
_UNIT = (
    r"(?:b\.?p\.?m\.?|beats?\s{1,3}(?:per|a)\s{1,3}min(?:ute)?|beats?/min(?:ute)?"
    r"|schlage?\s{1,3}pro\s{1,3}minute)"
)
_TEMPO = re.compile(
    # 140 bpm, 120-130bpm, 140 beats per minute
    rf"{_ALONE}{_NUMBER}(?:\s{{0,3}}(?:-|–|—|to|bis)\s{{0,3}}{_NUMBER})?[\s-]{{0,3}}{_UNIT}{_ENDS}"
    # bpm: 140, tempo of 140, ♩ = 140
    rf"|(?<![A-Za-z])(?:bpm|tempo)\s{{0,3}}(?:[:=]|of|is)\s{{0,3}}{_NUMBER}(?:\s?bpm)?{_ENDS}"
    rf"|(?<![A-Za-z])(?:bpm|tempo)\s(\d{{2,3}}(?:[.,]\d+)?)(?:\s?bpm)?{_ENDS}"
    r"(?!\s?(?:bars?|beats?|steps?|sec|s\b|/))"
    rf"|♩\s{{0,3}}=\s{{0,3}}{_NUMBER}{_ENDS}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tempo:
    """Quarter notes per minute as words give them, from `low` to `high`; mostly they are one."""

    low: Decimal
    high: Decimal
    decimals: int = 0

    def agrees(self, bpm: Decimal) -> bool:
        """Whether a tempo, rounded as the words are, is what they say."""
        half = Decimal(5).scaleb(-self.decimals - 1) + Decimal("1e-9")
        return self.low - half <= bpm <= self.high + half

    @property
    def single(self) -> bool:
        """Whether one tempo is named, not a range."""
        return self.low == self.high


def tempi(plain: str) -> Iterator[tuple[int, int, Tempo]]:
    """Start, end and value of every tempo in a folded text."""
    for match in _TEMPO.finditer(plain):
        numbers = [_decimal(text) for text in match.groups() if text]
        decimals = max(_decimals(text) for text in match.groups() if text)
        yield match.start(), match.end(), Tempo(min(numbers), max(numbers), decimals)


def tempo_in_words(bpm: Decimal) -> str:
    """`92.5 bpm`, as captions of music write it."""
    return f"{float(bpm):g} bpm"


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _decimals(text: str) -> int:
    return len(re.split("[.,]", text)[1]) if re.search("[.,]", text) else 0
