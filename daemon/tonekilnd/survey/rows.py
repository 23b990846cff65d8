"""What the database says, read without a daemon and whatever form it has."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil

from tonekilnd.database import inputs_in
from tonekilnd.jobs.inputs import RECENT_SECONDS
from tonekilnd.jobs.journal import NO_PLAN, plans_of_open_jobs

_LOCK_WAIT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A clip as the index knows it."""

    clip_id: str
    path: str
    plan_id: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Rows:
    """What there is in a database that can be read.

    Attributes:
        plans: the ids of all Plans.
        inputs: of each Plan that has any, the digests.
        wanted: Plans of jobs that have not ended, and of those that failed lately.
        unanswered: how many jobs that make clips have not ended.
        getting: what is remembered of each job that gets an engine and has not ended.
    """

    clips: tuple[ClipRow, ...] = ()
    plans: frozenset[str] = frozenset()
    inputs: tuple[tuple[str, frozenset[str]], ...] = ()
    wanted: frozenset[str] = frozenset()
    unanswered: int = 0
    getting: tuple[bytes, ...] = ()


def read_rows(path: Path) -> Rows:
    """Everything that a survey needs. Raises sqlite3.Error."""
    if not path.exists():
        return Rows()
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as database:
        database.row_factory = sqlite3.Row
        database.execute("BEGIN")  # one moment, whatever a daemon writes meanwhile
        clips = database.execute("SELECT id, path, plan_id, bytes FROM clips").fetchall()
        unended = database.execute(
            "SELECT plan_id, accepted FROM jobs WHERE ended IS NULL ORDER BY rowid"
        ).fetchall()
        named = database.execute("SELECT id, plan FROM plans WHERE instr(plan, '\"sha256\"')")
        return Rows(
            clips=tuple(ClipRow(*row) for row in clips),
            inputs=tuple((row["id"], inputs_in(_bytes(row["plan"]))) for row in named),
            plans=frozenset(row["id"] for row in database.execute("SELECT id FROM plans")),
            wanted=frozenset(plans_of_open_jobs(database, time.time() - RECENT_SECONDS)),
            unanswered=sum(row["plan_id"] != NO_PLAN for row in unended),
            getting=tuple(_bytes(row["accepted"]) for row in unended if row["plan_id"] == NO_PLAN),
        )


def _bytes(stored: object) -> bytes:
    return stored if isinstance(stored, bytes) else str(stored).encode()


def is_held(path: Path) -> bool:
    """Whether another program keeps everybody from writing. Nothing is written."""
    if not path.with_name(f"{path.name}-shm").exists():
        return False  # nobody has it open
    uri = f"{path.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=_LOCK_WAIT_SECONDS)) as database:
            database.isolation_level = None
            database.execute("BEGIN IMMEDIATE")
            database.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "locked" in str(error) or "busy" in str(error)
    except sqlite3.Error:
        return False
    return False


def holders(path: Path, but: int | None) -> Iterator[str]:
    """The programs of this user that have it open, other than the daemon."""
    for process in psutil.process_iter(["pid", "name"]):
        if process.pid == but:
            continue
        with contextlib.suppress(psutil.Error, OSError):
            if any(Path(file.path) == path.resolve() for file in process.open_files()):
                yield f"{process.info['name']} (process {process.pid})"
