"""Text made plain to look things up by, with the way back to how it was typed."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass

_MOST_REMEMBERED = 8
"""The same words are looked at for tempo, key and meter, by planning and by engines."""

_PLAIN = {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without accents, wide forms and invisible marks.

    Attributes:
        plain: the text to look at.
        source: the text as typed.
        places: for each character of `plain`, which character of `source` it comes from.
    """

    plain: str
    source: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of `plain` lies in `source`, marks that follow it included."""
        if start >= end:
            place = self.places[start] if start < len(self.places) else len(self.source)
            return place, place
        last = self.places[end - 1] + 1
        while last < len(self.source) and _is_mark(self.source[last]):
            last += 1
        return self.places[start], last

    def typed(self, start: int, end: int) -> str:
        """A piece of `plain` as it was typed."""
        first, last = self.span(start, end)
        return self.source[first:last]


@functools.lru_cache(_MOST_REMEMBERED)
def folded(text: str, *, case: bool = True) -> Folded:
    """A text without accents, width and invisible marks; without capitals too, if not `case`.

    Marks go whatever their combining class, so that a word of an Indic script stays one word.
    """
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        apart = unicodedata.normalize("NFKD", _PLAIN.get(character, character))
        for piece in apart if case else apart.casefold():
            if not _is_mark(piece):
                plain.append(piece)
                places.append(place)
    return Folded("".join(plain), text, tuple(places))


def _is_mark(character: str) -> bool:
    """Accents, vowel signs, joiners, marks of direction: nothing that stands by itself."""
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}
