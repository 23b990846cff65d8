"""Whether a database's pages are sound: small ones are read whole at a start, large ones later.

Reading 300 MB takes a third of a second, and twice that with the indexes compared. A kill does not
damage a database under WAL; disks, folders that are synced and copies of a running home do. So a
large one that was closed is believed at the start and read whole in peace, on a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from .form import Misfit
from .words import check_words

_CHECKED_WHOLE_BYTES = 64 * 2**20
_CLOSED = "closed"
"""Among the numbers from a daemon's end to the next start."""

_CALM_SECONDS = 30.0
_LOOK_SECONDS = 1.0
_MOST_SAID = 100
_SEARCHED = "FTS5 table"


def check_pages(connection: sqlite3.Connection, *, whole: bool = False) -> None:
    """Look for damage, as far as there is reason to. Raises Misfit, sqlite3.Error."""
    if whole or not is_large(connection):
        # The whole check also sees tables and indexes that disagree.
        _check(connection, "integrity_check")
    elif not _was_closed(connection):
        _check(connection, "quick_check")


def is_large(connection: sqlite3.Connection) -> bool:
    """Whether a start does not read all of it."""
    pages, size = (
        connection.execute(f"PRAGMA {of}").fetchone()[0] for of in ("page_count", "page_size")
    )
    return bool(pages * size > _CHECKED_WHOLE_BYTES)


def _check(connection: sqlite3.Connection, check: str) -> None:
    """What searches look in is compared and mended by itself: SQLite looks at it since 3.44."""
    # All of them: a cursor that was not read to its end holds the file, which Windows then keeps.
    rows = connection.execute(f"PRAGMA {check}({_MOST_SAID})").fetchall()
    lines = (line for row in rows for line in str(row[0]).strip().splitlines())
    said = (line for line in lines if line != "ok" and not line.startswith("***"))
    problem = next((line for line in said if _SEARCHED not in line), "")
    if problem:
        raise Misfit(problem)


def _was_closed(connection: sqlite3.Connection) -> bool:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'numbers'").fetchone()
    query = "SELECT 1 FROM numbers WHERE name = ?"
    return bool(there and connection.execute(query, (_CLOSED,)).fetchone())


def mark_open(connection: sqlite3.Connection) -> None:
    """From here on until `close_database` a kill is possible."""
    connection.execute("DELETE FROM numbers WHERE name = ?", (_CLOSED,))


def close_database(connection: sqlite3.Connection) -> None:
    """Close it so that the next start believes it. Raises sqlite3.Error; it is closed then too."""
    with closing(connection):
        connection.execute("INSERT OR REPLACE INTO numbers (name, value) VALUES (?, 1)", (_CLOSED,))


async def damage_found_in_peace(
    path: Path, is_calm: Callable[[], bool], calm_seconds: float = _CALM_SECONDS
) -> str:
    """Read all of it on a thread of its own while nobody needs the machine.

    Args:
        path: of the database, which its daemon has open.
        is_calm: whether nothing is being made now.
        calm_seconds: so long nothing must have been made before.

    Returns:
        What is wrong with it, or "".
    """
    calm = 0.0
    while calm < calm_seconds:
        await asyncio.sleep(_LOOK_SECONDS)
        calm = calm + _LOOK_SECONDS if is_calm() else 0.0
    loop = asyncio.get_running_loop()
    found: asyncio.Future[str] = loop.create_future()
    reader = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
    )
    thread = threading.Thread(
        target=lambda: _tell(loop, found, _damage(reader, path)), name="database", daemon=True
    )
    thread.start()
    try:
        return await found
    finally:
        with contextlib.suppress(sqlite3.ProgrammingError):  # it is closed when it is done
            reader.interrupt()


def _tell(loop: asyncio.AbstractEventLoop, found: asyncio.Future[str], said: str) -> None:
    def tell() -> None:
        if not found.done():
            found.set_result(said)

    if not loop.is_closed():
        loop.call_soon_threadsafe(tell)


def _damage(reader: sqlite3.Connection, path: Path) -> str:
    with closing(reader):
        try:
            _check(reader, "integrity_check")
            check_words(path)
        except Misfit as misfit:
            return str(misfit)
        except sqlite3.OperationalError:
            return ""  # interrupted, or held: nothing is known
        except sqlite3.Error as error:
            return str(error)
    return ""
