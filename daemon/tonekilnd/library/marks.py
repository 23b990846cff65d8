"""Pins and favourites beside the clips, so that they outlast the index.

`marks.jsonl` in the library's folder has one line a mark, the latest of a clip counts. It is
written before the index is, and made short at each start. Marks are numbered in the order in which
they were made, so that whichever of the two knows the later one is believed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.in_the_way import way_for_file
from tonekiln.protocol.errors import TonekilnError
from tonekilnd.atomic import private_opener, replace_file

from .plan_lines import breaks_off

log = logging.getLogger(__name__)

NAME = "marks.jsonl"
_MOST_BYTES = 64 * 2**20
_MOST_OF_UNKNOWN = 100_000
"""Marks of clips that are not in the index: their files may come back."""


class Mark(Struct, frozen=True, kw_only=True):
    """The marks of one clip.

    Attributes:
        number: the higher, the later.
    """

    clip: str
    pinned: bool = False
    favourite: bool = False
    number: int = 0


class Marks:
    """The file of marks, and what it says. Used from the event loop's thread only."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        way_for_file(self._path)
        self._known, self._lines = _read(self._path)
        self._behind = False

    def of(self, clip_id: str) -> Mark | None:
        """The latest mark of a clip that the file knows."""
        return self._known.get(clip_id)

    def next_number(self, clip_id: str, in_index: int) -> int:
        """The number of a new mark of a clip."""
        known = self._known.get(clip_id)
        return 1 + max(in_index, known.number if known else 0)

    def keep(self, mark: Mark) -> None:
        """Add a mark. Where the file cannot be written now, it is written whole at the next."""
        self._known[mark.clip] = mark
        if self._behind:
            self._write_whole()
            return
        try:
            with open(self._path, "ab", opener=private_opener) as file:
                file.write(b"\n" * breaks_off(self._path) + _line(mark))
            self._lines += 1
        except OSError as error:
            log.warning("%s cannot be written now: %s", self._path, error)
            self._behind = True

    def newer_than(self, index: Mapping[str, Mark]) -> list[Mark]:
        """The marks that the index does not know, or only an earlier one of."""
        return [
            mark
            for mark in self._known.values()
            if mark.clip not in index or mark.number > index[mark.clip].number
        ]

    def compact(self, index: Mapping[str, Mark]) -> None:
        """Take over what the index knows and the file does not, and write one line a clip."""
        stale = self._behind
        for mark in index.values():
            known = self._known.get(mark.clip)
            if known is None or known.number < mark.number:
                self._known[mark.clip] = mark
                stale = True
        others = [m for m in self._known.values() if m.clip not in index]
        wanted = [m for m in others if m.pinned or m.favourite][-_MOST_OF_UNKNOWN:]
        kept = {m.clip for m in wanted} | index.keys()
        self._known = {clip: mark for clip, mark in self._known.items() if clip in kept}
        if stale or self._lines != len(self._known):
            self._write_whole()

    def _write_whole(self) -> None:
        lines = [_line(mark) for mark in self._known.values()]
        try:
            replace_file(self._path, lines)
        except (OSError, TonekilnError) as error:
            log.warning("%s cannot be written now: %s", self._path, error)
            self._behind = True
            return
        self._behind, self._lines = False, len(lines)


def _read(path: Path) -> tuple[dict[str, Mark], int]:
    """The latest mark of each clip, and the number of lines; what is no mark is passed over."""
    try:
        lines = foreign.read(path, _MOST_BYTES).splitlines()
    except Unreadable as problem:
        if not problem.absent:
            log.warning("%s", problem)
        return {}, 0
    known: dict[str, Mark] = {}
    odd = 0
    for line in lines:
        try:
            mark = msgspec.json.decode(line, type=Mark)
        except foreign.NOT_JSON:
            odd += 1
            continue
        if mark.clip not in known or mark.number >= known[mark.clip].number:
            known[mark.clip] = mark
    if odd:
        log.warning("%d lines of %s are no marks and were passed over", odd, path)
    return known, len(lines)


def _line(mark: Mark) -> bytes:
    return msgspec.json.encode(mark) + b"\n"
