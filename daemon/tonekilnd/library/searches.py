"""Searches beside the event loop: one at a time, on a connection of their own, none for long."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from functools import partial
from pathlib import Path

from tonekiln.protocol import Clip, SearchClips
from tonekiln.protocol.errors import Busy
from tonekilnd.background import in_background

from .index import ClipIndex

MOST_SECONDS = 2.0
MOST_WAITING = 64
_STEPS_TO_A_LOOK = 10_000
"""Of SQLite's machine, between two looks at the clock: a millisecond or so."""


class Searches:
    """Answers searches without holding anybody else up. Lives on the event loop.

    Args:
        connection: of the index; its file is opened once more, for reading.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._path = Path(connection.execute("PRAGMA database_list").fetchone()["file"])
        self._reader: sqlite3.Connection | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def search(self, query: SearchClips) -> tuple[list[Clip], int]:
        """As `ClipIndex.search`.

        Raises:
            Busy: too many others are searching, or it would take too long.
        """
        if self._waiting >= MOST_WAITING:
            raise Busy(
                f"{self._waiting} searches are waiting", hint="ask again when one is answered"
            )
        self._waiting += 1
        try:
            async with self._turn:
                return await in_background(partial(self._search, query), "searching")
        finally:
            self._waiting -= 1

    def _search(self, query: SearchClips) -> tuple[list[Clip], int]:
        if self._reader is None:
            self._reader = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
            self._reader.row_factory = sqlite3.Row
            self._reader.text_factory = partial(str, encoding="utf-8", errors="replace")
            self._index = ClipIndex(self._reader)
        until = time.monotonic() + MOST_SECONDS
        self._reader.set_progress_handler(lambda: time.monotonic() > until, _STEPS_TO_A_LOOK)
        try:
            return self._index.search(query)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            raise Busy(
                f"that search took longer than {MOST_SECONDS:g} s",
                field="words",
                hint="ask for fewer and longer words; the rarest few find it",
            ) from error

    def close(self) -> None:
        """End; one that is under way is broken off."""
        if self._reader is not None:
            self._reader.interrupt()
            if not self._turn.locked():
                self._reader.close()
