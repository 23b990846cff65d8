"""What searches look words up in: whether it says what the clips do, and made anew where not.

Triggers keep it in step. A disk that fails, a folder that is synced or a hand in the file can make
it disagree in ways that no check of pages sees; searches then miss clips in silence.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from .form import Misfit
from .transaction import transaction

log = logging.getLogger(__name__)

_PARTS = ("data", "idx", "docsize", "config")
"""The tables that FTS5 keeps an index in (sqlite.org/fts5.html, section 9)."""

_INDEX = """
CREATE TABLE traits (number INTEGER PRIMARY KEY, words TEXT NOT NULL);
CREATE VIRTUAL TABLE trigrams USING fts5 (
    words, content = 'traits', content_rowid = 'number', tokenize = 'trigram');
"""
_CHECK = "INSERT INTO trigrams (trigrams, rank) VALUES ('integrity-check', 1)"
"""The 1 compares with the content too, which `PRAGMA integrity_check` does not."""

_DISAGREE = """
SELECT EXISTS (SELECT 1 FROM {home}clips LEFT JOIN {home}traits USING (number)
               WHERE clips.words IS NOT traits.words OR clips.favourite IS NOT traits.favourite)
    OR (SELECT count(*) FROM {home}clips) <> (SELECT count(*) FROM {home}traits)
    OR NOT EXISTS (SELECT 1 FROM {home}totals WHERE
        (clips, bytes) = (SELECT count(*), coalesce(sum(bytes), 0) FROM {home}clips))
"""
_SAYS = "what searches look in does not say what the clips do"


def check_words(path: Path) -> None:
    """Compare, without writing to the database. May run on a thread. Raises Misfit, sqlite3.Error.

    FTS5 checks itself by a statement that writes, so what it keeps is copied: a third of a second
    for 20,000 clips, spilling to disk beyond SQLite's cache.
    """
    with closing(sqlite3.connect("file:", uri=True, isolation_level=None)) as copy:
        copy.execute("ATTACH ? AS home", (f"{path.absolute().as_uri()}?mode=ro",))
        copy.executescript(_INDEX)
        with transaction(copy):  # one moment, whatever a daemon writes meanwhile
            if copy.execute(_DISAGREE.format(home="home.")).fetchone()[0]:
                raise Misfit(_SAYS)
            copy.execute("INSERT INTO traits SELECT number, words FROM home.traits")
            for part in _PARTS:
                copy.execute(f"DELETE FROM trigrams_{part}")  # noqa: S608 - constants
                copy.execute(f"INSERT INTO trigrams_{part} SELECT * FROM home.trigrams_{part}")  # noqa: S608
        _check(copy)


def mend_words(connection: sqlite3.Connection) -> bool:
    """Compare, and make it anew from the clips where it disagrees; whether it did.

    Raises:
        sqlite3.Error: it can be neither read nor written.
    """
    try:
        if not connection.execute(_DISAGREE.format(home="")).fetchone()[0]:
            _check(connection)
            return False
    except Misfit:
        pass
    log.warning("%s: it is made anew", _SAYS)
    with transaction(connection):
        connection.execute("DELETE FROM traits")
        connection.execute(
            "INSERT INTO traits (number, words, bpm, key, engine, favourite) "
            "SELECT number, words, bpm, key, engine, favourite FROM clips"
        )
        connection.execute("INSERT INTO trigrams (trigrams) VALUES ('rebuild')")
        connection.execute("DELETE FROM totals")
        connection.execute(
            "INSERT INTO totals (only, clips, bytes) "
            "SELECT 1, count(*), coalesce(sum(bytes), 0) FROM clips"
        )
    return True


def _check(connection: sqlite3.Connection) -> None:
    try:
        connection.execute(_CHECK)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        raise Misfit(_SAYS) from error
