"""Large databases are believed at a start, and read whole in peace."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from tonekilnd.database import checking, close_database, damage_found_in_peace, open_database

ROWS = 200


@pytest.fixture
def large(tmp_path, monkeypatch) -> Path:
    """A database that counts as large, closed."""
    monkeypatch.setattr(checking, "_CHECKED_WHOLE_BYTES", 0)
    monkeypatch.setattr(checking, "_LOOK_SECONDS", 0.01)
    path = tmp_path / "tonekiln.db"
    database = open_database(path)
    for number in range(ROWS):
        database.execute(
            "INSERT INTO events (seq, job, client, kind, body) VALUES (?, ?, x'00', 'clip', '{}')",
            (number, f"job-{number}"),
        )
    close_database(database)
    return path


def take_from_the_index(path: Path) -> None:
    """Make table and index disagree: what only the whole check sees."""
    database = sqlite3.connect(path, isolation_level=None)
    (statement,) = database.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'events_of_job'"
    ).fetchone()
    database.execute("PRAGMA writable_schema = ON")
    database.execute("UPDATE sqlite_master SET name = 'x', sql = NULL WHERE name = 'events_of_job'")
    database.execute("DELETE FROM sqlite_master WHERE name = 'x'")
    root = database.execute("PRAGMA page_count").fetchone()[0]
    database.close()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("DELETE FROM events WHERE seq < 100")
    database.execute(statement)
    (root,) = database.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'events_of_job'"
    ).fetchone()
    size = database.execute("PRAGMA page_size").fetchone()[0]
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with path.open("r+b") as file:  # the index has one cell less than the table has rows
        at = (root - 1) * size + 3
        file.seek(at)
        cells = int.from_bytes(file.read(2), "big")
        file.seek(at)
        file.write((cells - 1).to_bytes(2, "big"))


def found(path: Path, is_calm=lambda: True) -> str:
    return asyncio.run(damage_found_in_peace(path, is_calm, 0.0))


def test_one_that_was_closed_is_believed_and_read_later(large: Path) -> None:
    assert found(large) == ""
    take_from_the_index(large)
    database = open_database(large)
    assert not list(large.parent.glob("*in-the-way*"))
    said = found(large)
    assert "events_of_job" in said or "index" in said or "page" in said
    database.close()
    database = open_database(large, whole=True)
    assert list(large.parent.glob("*in-the-way*"))
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    database.close()


def test_one_that_was_not_closed_is_read_at_the_start(large: Path, monkeypatch) -> None:
    read = []
    check = checking._check
    monkeypatch.setattr(checking, "_check", lambda c, how: (read.append(how), check(c, how)))
    database = open_database(large)
    assert read == []
    database.close()  # as a kill leaves it
    close_database(open_database(large))
    assert read == ["quick_check"]
    open_database(large).close()
    assert read == ["quick_check"]


def test_nothing_is_read_while_something_is_made_and_an_end_does_not_wait(large: Path) -> None:
    asked = threading.Event()

    async def ended_meanwhile() -> None:
        reading = asyncio.ensure_future(
            damage_found_in_peace(large, lambda: bool(asked.set()), 0.01)
        )
        while not asked.is_set():
            await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    asyncio.run(ended_meanwhile())
