"""What must survive the daemon: accepted jobs, their Plans, their terminal events.

Event numbers come from blocks reserved in the database, so that no number is ever used twice
within a home, whatever happens to the process.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tonekiln.protocol import Failure
from tonekilnd.database import transaction
from tonekilnd.domain import Plan
from tonekilnd.library.plan_lines import PlanLines

from .plan_table import KeptPlans

log = logging.getLogger(__name__)

_BLOCK = 10_000
_KEEP_JOBS = 5_000
_EVENT = "seq, job, client, kind, body"

PAGE_OF_EVENTS = 200
"""As many as are read and sent again before others have their turn."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it was sent."""

    seq: int
    job: str
    client: bytes
    kind: str
    body: bytes


NO_PLAN = ""
"""In place of a Plan's id: the job gets an engine, and makes no clips."""


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job as it was accepted."""

    id: str
    client: bytes
    request_digest: str
    plan_id: str
    accepted: bytes
    ended: bool


class Journal:
    """The journal's tables. Used from the event loop's thread only."""

    def __init__(self, connection: sqlite3.Connection, lines: PlanLines | None = None) -> None:
        self._db = connection
        self._plans = KeptPlans(connection, lines)
        self._next, self._reserved = 0, 0
        self._reserve()
        self._prune()
        self._paces: dict[str, float | None] = {}

    def _reserve(self) -> None:
        row = self._db.execute("SELECT value FROM numbers WHERE name = 'event'").fetchone()
        self._next = max(self._next, row["value"] if row else 0)
        self._reserved = self._next + _BLOCK
        self._db.execute(
            "INSERT OR REPLACE INTO numbers (name, value) VALUES ('event', ?)", (self._reserved,)
        )

    def _prune(self) -> None:
        """Forget the oldest jobs, in the order in which they came: clocks are set back."""
        self._db.execute(
            "DELETE FROM jobs WHERE ended IS NOT NULL AND rowid NOT IN "
            "(SELECT rowid FROM jobs ORDER BY rowid DESC LIMIT ?)",
            (_KEEP_JOBS,),
        )
        self._db.execute("DELETE FROM events WHERE job NOT IN (SELECT id FROM jobs)")

    def next_number(self) -> int:
        """A fresh event number; where the next block cannot be reserved now, it is soon."""
        if self._next >= self._reserved:
            with contextlib.suppress(sqlite3.Error):
                self._reserve()
        self._next += 1
        return self._next

    @property
    def last_number(self) -> int:
        """The newest event's number."""
        return self._next

    def accept(self, job: StoredJob, plan: Plan) -> None:
        """Remember a job before anyone is told that it was accepted."""
        with self._transaction():
            self.keep_plan(plan)
            self._insert(job)

    def accept_without_plan(self, job: StoredJob) -> None:
        """The same of a job that makes no clips; its `plan_id` is `NO_PLAN`."""
        with self._transaction():
            self._insert(job)

    def _insert(self, job: StoredJob) -> None:
        self._db.execute(
            "INSERT INTO jobs (id, client, request_digest, plan_id, accepted, created) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                job.id,
                job.client,
                job.request_digest,
                job.plan_id,
                job.accepted,
                time.time(),
            ),
        )

    def keep_anew(self, job: str, accepted: bytes) -> None:
        """Change what is remembered of an accepted job."""
        with self._transaction():
            self._db.execute("UPDATE jobs SET accepted = ? WHERE id = ?", (accepted, job))

    def keep_plan(self, plan: Plan) -> None:
        """Remember a Plan; one that is known stays as it was."""
        self._plans.keep(plan)

    def knows_plan(self, plan_id: str) -> bool:
        """Whether a Plan is remembered."""
        return self._plans.knows(plan_id)

    def inputs_of(self, plan_id: str) -> frozenset[str]:
        """The digests of a Plan's inputs."""
        return self._plans.inputs_of(plan_id)

    def plans_of_open_jobs(self, failed_since: float) -> set[str]:
        """The Plans of jobs that have not ended, and of those that failed since then."""
        return plans_of_open_jobs(self._db, failed_since)

    def readdress(self, job: str, client: bytes) -> None:
        """A job's events go to another connection from now on: its client came back."""
        with self._transaction():
            self._db.execute("UPDATE jobs SET client = ? WHERE id = ?", (client, job))
            self._db.execute("UPDATE events SET client = ? WHERE job = ?", (client, job))

    def find(self, job: str) -> StoredJob | None:
        """A job of that id, ended or not."""
        row = self._db.execute("SELECT * FROM jobs WHERE id = ?", (job,)).fetchone()
        return _job_of(row) if row else None

    def unfinished(self) -> list[StoredJob]:
        """Jobs that were to make clips, were accepted and never answered for."""
        rows = self._db.execute(
            "SELECT * FROM jobs WHERE ended IS NULL AND plan_id != ? ORDER BY rowid", (NO_PLAN,)
        )
        return [_job_of(row) for row in rows]

    def unfinished_without_plan(self) -> list[StoredJob]:
        """Jobs that get engines, were accepted and never answered for."""
        rows = self._db.execute(
            "SELECT * FROM jobs WHERE ended IS NULL AND plan_id = ? ORDER BY rowid", (NO_PLAN,)
        )
        return [_job_of(row) for row in rows]

    def plan(self, plan_id: str) -> Plan:
        """A stored Plan. Raises NotFound."""
        return self._plans.find(plan_id)

    def record(self, event: StoredEvent, *, ends_job: bool) -> None:
        """Keep an event that must reach its client, whenever that comes back."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO events (seq, job, client, kind, body) VALUES (?, ?, ?, ?, ?)",
                (event.seq, event.job, event.client, event.kind, event.body),
            )
            if ends_job:
                self._db.execute("UPDATE jobs SET ended = ? WHERE id = ?", (time.time(), event.job))

    def events_after(
        self, after: int, client: bytes | None, most: int = PAGE_OF_EVENTS
    ) -> list[StoredEvent]:
        """Kept events with numbers above `after`, oldest first; a client's, or everyone's."""
        rows = self._db.execute(
            f"SELECT {_EVENT} FROM events WHERE seq > ? AND client = coalesce(?, client) "  # noqa: S608 - constants
            "ORDER BY seq LIMIT ?",
            (after, client, most),
        )
        return [StoredEvent(**dict(row)) for row in rows]

    def events_of_job(self, job: str) -> list[StoredEvent]:
        """A job's kept events, oldest first."""
        rows = self._db.execute(
            f"SELECT {_EVENT} FROM events WHERE job = ? ORDER BY seq",  # noqa: S608 - constants
            (job,),
        )
        return [StoredEvent(**dict(row)) for row in rows]

    def pace(self, engine: str) -> float | None:
        """Seconds of compute per second of audio that this engine took in its past runs."""
        if engine not in self._paces:
            row = self._db.execute(
                "SELECT seconds FROM paces WHERE engine = ?", (engine,)
            ).fetchone()
            self._paces[engine] = float(row["seconds"]) if row else None
        return self._paces[engine]

    def learn_pace(self, engine: str, seconds: float) -> None:
        """Blend a new run into the engine's pace; the latest counts for a third.

        A pace that cannot be kept is none that a job should end by.
        """
        try:
            known = self.pace(engine)
            blended = seconds if known is None else known + (seconds - known) / 3
            self._paces[engine] = blended
            self._db.execute(
                "INSERT OR REPLACE INTO paces (engine, seconds) VALUES (?, ?)", (engine, blended)
            )
        except sqlite3.Error as error:
            log.info("the pace of %s is not kept: %s", engine, error)

    def _transaction(self) -> AbstractContextManager[None]:
        return transaction(self._db)


def plans_of_open_jobs(database: sqlite3.Connection, failed_since: float) -> set[str]:
    """The Plans of jobs that have not ended, and of those that failed since then."""
    rows = database.execute(
        "SELECT plan_id FROM jobs WHERE plan_id != ? AND (ended IS NULL OR (ended >= ? AND EXISTS "
        "(SELECT 1 FROM events WHERE events.job = jobs.id AND events.kind = ?)))",
        (NO_PLAN, failed_since, Failure.kind),
    )
    return {str(row["plan_id"]) for row in rows}


def _job_of(row: sqlite3.Row) -> StoredJob:
    return StoredJob(
        id=row["id"],
        client=row["client"],
        request_digest=row["request_digest"],
        plan_id=row["plan_id"],
        accepted=row["accepted"],
        ended=row["ended"] is not None,
    )
