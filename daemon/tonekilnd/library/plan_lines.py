"""Plans beside the clips, so that they outlast the index.

A clip's file carries its Plan. Those of clips that were removed, and of jobs that made none, are in
`plans.jsonl` in the library's folder: one Plan a line, as JSON, written before the index is.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.in_the_way import way_for_file
from tonekiln.protocol.errors import TonekilnError
from tonekilnd.atomic import private_opener, replace_file

log = logging.getLogger(__name__)

NAME = "plans.jsonl"
_LONGEST_LINE = 2**20


class PlanLines:
    """The file of Plans. Used from the event loop's thread only."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        way_for_file(self._path)

    @property
    def is_there(self) -> bool:
        """Whether there is such a file."""
        return self._path.exists()

    def keep(self, plan: bytes) -> bool:
        """Add a Plan as JSON; False where it cannot be written now."""
        try:
            with open(self._path, "ab", opener=private_opener) as file:
                file.write(b"\n" * breaks_off(self._path) + plan + b"\n")
        except OSError as error:
            log.warning("%s cannot be written now: %s", self._path, error)
            return False
        return True

    def lines(self) -> Iterator[bytes]:
        """Every line, whatever it holds; those that are too long for a Plan are passed over."""
        try:
            with foreign.opened(self._path) as file:
                whole = True
                while line := file.readline(_LONGEST_LINE):
                    ends = line.endswith(b"\n")
                    if whole and (ends or len(line) < _LONGEST_LINE):
                        yield line
                    whole = ends
        except (Unreadable, OSError) as problem:
            if self.is_there:
                log.warning("plans cannot be read from their file: %s", problem)

    def write_whole(self, plans: Iterable[bytes]) -> bool:
        """Write it anew; False where it cannot be written now."""
        try:
            replace_file(self._path, (plan + b"\n" for plan in plans))
        except (OSError, TonekilnError) as error:
            log.warning("%s cannot be written now: %s", self._path, error)
            return False
        return True


def breaks_off(path: Path) -> bool:
    """Whether the last line of a file was not written to its end."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 1))
            return size > 0 and file.read(1) != b"\n"
    except OSError:
        return False
