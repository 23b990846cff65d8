"""Prompts made to fit a model that reads only so much: words go from the end, facts stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .stated import Stated, stated

_WORD = re.compile(r"[^\s,;.:!?]\S*")
_WORDS_NAMED = 12
_LONG_WORD = 20
"""Characters past which a word is cut within: scripts without spaces write sentences in one."""


@dataclass(frozen=True, slots=True)
class Shortened:
    """What a model is given to read.

    Attributes:
        text: the longest beginning of the prompt that fits, with its tempo, key and meter.
        cut: the words that were left out, as typed, in order.
    """

    text: str
    cut: tuple[str, ...] = ()


def left_out(what: str, words: Shortened, reader: str) -> str:
    """A sentence on the words that were cut.

    Args:
        what: which text: "prompt" or "negative prompt".
        words: what became of it.
        reader: who reads no further.
    """
    first = " ".join(words.cut[:_WORDS_NAMED])
    more = f" and {len(words.cut) - _WORDS_NAMED} more" if len(words.cut) > _WORDS_NAMED else ""
    return f"the {what} is longer than {reader} reads; left out from its end: {first}{more}"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, or the whole of a statement, by its place in the text."""

    start: int
    end: int
    kept: bool


def shortened(text: str, fits: Callable[[str], bool]) -> Shortened:
    """The text, or as much of it as fits.

    The first tempo, the first key and the first meter stay wherever they stand, since the clip is
    made to them; all other words go from the end. Where even they do not fit, they go too.

    Args:
        text: the prompt as it was sent.
        fits: whether the model reads all of a text.
    """
    if fits(text):
        return Shortened(text)
    pieces = _pieces(text)
    places = [i for i, piece in enumerate(pieces) if not piece.kept]
    count = _most(len(places), lambda n: fits(_joined(text, _left(pieces, places, n))))
    if count < 0:
        pieces = [_Piece(piece.start, piece.end, kept=False) for piece in pieces]
        places = list(range(len(pieces)))
        count = max(0, _most(len(places), lambda n: fits(_joined(text, _left(pieces, places, n)))))
    left = _left(pieces, places, count)
    gone = [pieces[i] for i in places[count:]]
    if gone and gone[0].end - gone[0].start > _LONG_WORD:
        left, gone = _within(text, left, gone, fits)
    cut = (text[piece.start : piece.end].rstrip(",;.:") for piece in gone)
    return Shortened(_joined(text, left), tuple(word for word in cut if word))


def _within(
    text: str, left: list[_Piece], gone: list[_Piece], fits: Callable[[str], bool]
) -> tuple[list[_Piece], list[_Piece]]:
    """With as much of the first word that goes as still fits."""
    first = gone[0]

    def some(length: int) -> list[_Piece]:
        part = _Piece(first.start, first.start + length, kept=False)
        return sorted([*left, part], key=lambda piece: piece.start) if length else left

    length = max(0, _most(first.end - first.start, lambda n: fits(_joined(text, some(n)))))
    rest = _Piece(first.start + length, first.end, kept=False)
    return some(length), [rest, *gone[1:]]


def _pieces(text: str) -> list[_Piece]:
    protected = _first_of_each(stated(text))
    pieces = [_Piece(fact.start, fact.end, kept=True) for fact in protected]
    at = 0
    for start, end in [*((fact.start, fact.end) for fact in protected), (len(text), len(text))]:
        pieces += [
            _Piece(at + word.start(), at + word.end(), kept=False)
            for word in _WORD.finditer(text[at:start])
        ]
        at = end
    return sorted(pieces, key=lambda piece: piece.start)


def _first_of_each(facts: Sequence[Stated]) -> list[Stated]:
    """The first statement of every kind."""
    first: dict[str, Stated] = {}
    for fact in facts:
        first.setdefault(fact.kind, fact)
    return sorted(first.values(), key=lambda fact: fact.start)


def _left(pieces: list[_Piece], places: list[int], count: int) -> list[_Piece]:
    """What stays when the first `count` of the words that may go are kept."""
    gone = set(places[count:])
    return [piece for i, piece in enumerate(pieces) if i not in gone]


def _joined(text: str, pieces: Sequence[_Piece]) -> str:
    """Pieces with what stood between neighbours, and a comma where something was left out."""
    out = ""
    end = 0
    for piece in pieces:
        between = text[end : piece.start]
        if out and between.strip():
            out = out.rstrip(" ,;")
            between = ", "
        out += (between if out else "") + text[piece.start : piece.end]
        end = piece.end
    return out.rstrip(" ,;")


def _most(count: int, holds: Callable[[int], bool]) -> int:
    """The largest n up to `count` that `holds`, -1 for none: a longer text has more tokens."""
    low, high = -1, count
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
