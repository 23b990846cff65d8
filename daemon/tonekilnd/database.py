"""One SQLite file for journal and index, in WAL mode.

Durability: `synchronous=NORMAL` under WAL survives any crash of the process; a power cut may
lose the last moments but never corrupts (sqlite.org/wal.html).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tonekiln.in_the_way import set_aside, way_for_file


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
    connection.row_factory = sqlite3.Row
    return connection
