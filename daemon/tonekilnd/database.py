"""One SQLite file for journal and index, in WAL mode.

Durability: `synchronous=NORMAL` under WAL survives any crash of the process; a power cut may
lose the last moments but never corrupts (sqlite.org/wal.html).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path


def open_database(path: Path) -> sqlite3.Connection:
    """Open, or make, the database. Used from the event loop's thread only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.row_factory = sqlite3.Row
    return connection
