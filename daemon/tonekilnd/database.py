"""One SQLite file for journal and index, in WAL mode.

Durability: `synchronous=NORMAL` under WAL survives any crash of the process; a power cut may
lose the last moments but never corrupts (sqlite.org/wal.html).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tonekiln.in_the_way import set_aside, way_for_file
from tonekiln.protocol.errors import Busy, InternalError, StorageFull, TonekilnError

_MOST_WAIT_MS = 100


def open_database(path: Path) -> sqlite3.Connection:
    """Open, or make, the database. Used from the event loop's thread only.

    A file that is no database is renamed and a new one begun: clips are indexed from their files.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for part in _parts(path):
        way_for_file(part)
    try:
        return _connected(path)
    except sqlite3.OperationalError:
        raise  # it is locked, or the disk is full
    except sqlite3.DatabaseError as error:
        for part in _parts(path):
            if part.exists():
                set_aside(part, str(error))
        return _connected(path)


def _parts(path: Path) -> tuple[Path, ...]:
    """The database's file and those that SQLite keeps beside it."""
    return (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm"))


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    # Everybody waits with the event loop: whoever holds the database longer is told of, and what
    # must be kept is kept later.
    connection.execute(f"PRAGMA busy_timeout={_MOST_WAIT_MS}")
    connection.row_factory = sqlite3.Row
    return connection


def as_typed(error: sqlite3.Error, path: str = "tonekiln.db") -> TonekilnError:
    """What a request is told when the database cannot be written."""
    words = str(error)
    if "locked" in words or "busy" in words:
        return Busy(
            f"another program has {path} open and holds it",
            hint="close it (a backup, a database browser), then ask again",
        )
    if "full" in words or "I/O" in words or "readonly" in words:
        return StorageFull(
            f"{path} cannot be written: {words}",
            hint="free some space, see that the home may be written to, then ask again",
        )
    return InternalError(f"{path}: {words}", hint="`tonekiln doctor` checks it")
