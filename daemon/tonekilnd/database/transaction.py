"""Several statements that happen together or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Everything within happens, or nothing. One within another belongs to that."""
    if database.in_transaction:
        yield
    else:
        yield from _whole(database)


def _whole(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        still: bool = database.in_transaction  # a full disk may have ended it
        if still:
            database.execute("ROLLBACK")
        raise
