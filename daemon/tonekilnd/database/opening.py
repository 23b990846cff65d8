"""Opening the database, whatever state its file is in, in WAL mode.

Durability: `synchronous=NORMAL` under WAL survives any crash of the process; a power cut may
lose the last moments but never corrupts (sqlite.org/wal.html). Disks, folders that are synced and
copies of a running home do damage it: such a file is set aside, and what can be read of it saved.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tonekiln.in_the_way import set_aside, way_for_file
from tonekiln.platform import open_files
from tonekiln.protocol.errors import (
    Busy,
    InternalError,
    StorageFull,
    TonekilnError,
    VersionMismatch,
)

from .checking import check_pages, is_large, mark_open
from .form import FORM, Misfit, bring_up_to_date, form_of
from .salvage import save_what_can_be_read
from .words import check_words, mend_words

log = logging.getLogger(__name__)

_MOST_WAIT_MS = 100
_MOST_WAIT_AT_START_SECONDS = 5.0

_DAMAGE = {
    sqlite3.SQLITE_ERROR,  # a table or column that should be there is not
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_SCHEMA,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_FORMAT,
}
"""What SQLite says of a file; all else (held, full, not to be written to) is of the moment."""

_SET_ASIDE = ".in-the-way-"


def open_database(path: Path, *, whole: bool = False) -> sqlite3.Connection:
    """Open, or make, the database. Used from the event loop's thread only.

    A file that is damaged is renamed and a new one begun, with all that can be read of it; clips,
    their Plans and marks come back from the library's files.

    Args:
        path: of the database.
        whole: whether to read all of a large one too, since there is reason to doubt it.

    Raises:
        VersionMismatch: a later version wrote it; nothing was changed.
        Busy: another program holds it.
        StorageFull: it cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for part in _parts(path):
        way_for_file(part)
    try:
        return _sound(path, whole=whole)
    except VersionMismatch:
        raise
    except (sqlite3.Error, Misfit, OverflowError, UnicodeDecodeError) as error:
        if not _is_damage(error):
            raise as_typed(error, str(path)) from error
        log.warning("the database is damaged: %s", error)
        return _made_anew(path, str(error))


def _is_damage(error: Exception) -> bool:
    if not isinstance(error, sqlite3.Error):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF in _DAMAGE  # the rest of the bits are the exact kind


def _sound(path: Path, *, whole: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=_MOST_WAIT_AT_START_SECONDS)
    try:
        form_of(connection)  # before anything is written
        _set_up(connection)
        check_pages(connection, whole=whole)
        bring_up_to_date(connection)
        if whole or not is_large(connection):
            mend_words(connection)
        mark_open(connection)
    except BaseException:
        connection.close()
        raise
    # Everybody waits with the event loop: whoever holds the database longer is told of, and what
    # must be kept is kept later.
    connection.execute(f"PRAGMA busy_timeout={_MOST_WAIT_MS}")
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.row_factory = sqlite3.Row
    # One damaged text must not keep the rows around it from being read.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")


def _made_anew(path: Path, why: str) -> sqlite3.Connection:
    """A new database with what can be read of a damaged one, which is renamed."""
    anew = path.with_name(f"{path.name}.anew")
    for part in _parts(anew):
        open_files.unlink(part, missing_ok=True)
    connection = sqlite3.connect(anew, isolation_level=None)
    try:
        bring_up_to_date(connection)
        save_what_can_be_read(path, connection)
    finally:
        connection.close()
    for part in _parts(path):
        if os.path.lexists(part) and not set_aside(part, why):
            raise StorageFull(
                f"{part} is damaged and cannot be renamed",
                hint=f"move it away, and see that {part.parent} may be written to",
            )
    open_files.replace(anew, path)
    return _sound(path)


def _parts(path: Path) -> tuple[Path, ...]:
    """The database's file and those that SQLite keeps beside it."""
    return (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm"))


def as_typed(error: Exception, path: str = "tonekiln.db") -> TonekilnError:
    """What a request is told when the database cannot be written."""
    words = str(error)
    if "locked" in words or "busy" in words:
        return Busy(
            f"another program has {path} open and holds it",
            hint="close it (a backup, a database browser), then ask again",
        )
    if "full" in words or "I/O" in words or "readonly" in words or "unable to open" in words:
        return StorageFull(
            f"{path} cannot be written: {words}",
            hint="free some space, see that the home may be written to, then ask again",
        )
    return InternalError(f"{path}: {words}", hint="`tonekiln doctor` checks it")


@dataclass(frozen=True, slots=True)
class Looks:
    """What `tonekiln doctor` says of a database.

    Attributes:
        fix: what mends it, where it is not well.
        damaged: whether a start of the daemon makes it anew.
        set_aside: names of damaged ones that were renamed at earlier starts.
    """

    ok: bool
    detail: str
    fix: str = ""
    set_aside: tuple[str, ...] = ()
    damaged: bool = False


def look_at(path: Path) -> Looks:
    """Whether the database is well; nothing is written, and a daemon may run meanwhile."""
    aside = tuple(sorted(p.name for p in path.parent.glob(f"{path.name}{_SET_ASIDE}*")))
    if not os.path.lexists(path):
        return Looks(True, "none yet; the first start makes it", set_aside=aside)
    mend = "tonekiln library (a start sets it aside and reads clips, plans and marks anew)"
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            form = form_of(connection)
            check_pages(connection, whole=True)
        finally:
            connection.close()
        if form == FORM:
            check_words(path)
    except VersionMismatch as error:
        return Looks(False, error.message, error.hint, aside)
    except (sqlite3.Error, Misfit, OverflowError, UnicodeDecodeError) as error:
        if not _is_damage(error):
            said = as_typed(error, str(path))
            return Looks(False, said.message, said.hint, aside)
        return Looks(False, f"{path} is damaged ({error})", mend, aside, damaged=True)
    of = (
        "" if form == FORM else f", of an earlier form ({form}): the next start brings it to {FORM}"
    )
    return Looks(True, f"{path}, form {form or '0.1'}{of}", set_aside=aside)
