"""What must survive the daemon: accepted jobs, their Plans, their terminal events.

Event numbers come from blocks reserved in the database, so that no number is ever used twice
within a home, whatever happens to the process.
"""

from __future__ import annotations

import contextlib
import logging
import re
import sqlite3
import time
from dataclasses import dataclass

import msgspec

from tonekiln.protocol import Failure
from tonekiln.protocol.errors import NotFound
from tonekilnd.domain import Plan

log = logging.getLogger(__name__)

_BLOCK = 10_000
_KEEP_JOBS = 5_000

_INPUT = b'"sha256":"'
_INPUT_DIGEST = re.compile(_INPUT + rb"([0-9a-f]{64})\"")
"""Read without decoding the Plan, so that inputs of Plans of other versions are known as well."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, client BLOB NOT NULL, request_digest TEXT NOT NULL,
    plan_id TEXT NOT NULL, accepted BLOB NOT NULL, ended REAL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS plans (id TEXT PRIMARY KEY, plan BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, job TEXT NOT NULL, client BLOB NOT NULL,
    kind TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS events_of_job ON events (job);
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS paces (engine TEXT PRIMARY KEY, seconds REAL NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it was sent."""

    seq: int
    job: str
    client: bytes
    kind: str
    body: bytes


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

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(_SCHEMA)
        self._next, self._reserved = 0, 0
        self._reserve()
        self._prune()
        self._inputs = {
            row["id"]: digests
            for row in self._db.execute(
                "SELECT id, plan FROM plans WHERE instr(plan, ?)", (_INPUT,)
            )
            if (digests := _inputs_in(row["plan"]))
        }

    def _reserve(self) -> None:
        row = self._db.execute("SELECT value FROM numbers WHERE name = 'event'").fetchone()
        self._next = max(self._next, row["value"] if row else 0)
        self._reserved = self._next + _BLOCK
        self._db.execute("INSERT OR REPLACE INTO numbers VALUES ('event', ?)", (self._reserved,))

    def _prune(self) -> None:
        self._db.execute(
            "DELETE FROM jobs WHERE ended IS NOT NULL AND id NOT IN "
            "(SELECT id FROM jobs ORDER BY created DESC LIMIT ?)",
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
            self._db.execute(
                "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, NULL, ?)",
                (
                    job.id,
                    job.client,
                    job.request_digest,
                    job.plan_id,
                    job.accepted,
                    time.time(),
                ),
            )

    def keep_plan(self, plan: Plan) -> None:
        """Remember a Plan; one that is known stays as it was."""
        encoded = msgspec.json.encode(plan)
        self._db.execute("INSERT OR IGNORE INTO plans VALUES (?, ?)", (plan.plan_id, encoded))
        digests = _inputs_in(encoded)
        if digests:
            self._inputs[plan.plan_id] = digests

    def plan_ids(self) -> set[str]:
        """Every Plan that is remembered."""
        return {row["id"] for row in self._db.execute("SELECT id FROM plans")}

    def inputs_of(self, plan_id: str) -> frozenset[str]:
        """The digests of a Plan's inputs."""
        return self._inputs.get(plan_id, frozenset())

    def plans_of_open_jobs(self, failed_since: float) -> set[str]:
        """The Plans of jobs that have not ended, and of those that failed since then."""
        rows = self._db.execute(
            "SELECT plan_id FROM jobs WHERE ended IS NULL OR (ended >= ? AND EXISTS "
            "(SELECT 1 FROM events WHERE events.job = jobs.id AND events.kind = ?))",
            (failed_since, Failure.kind),
        )
        return {row["plan_id"] for row in rows}

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
        """Jobs that were accepted and never answered for."""
        rows = self._db.execute("SELECT * FROM jobs WHERE ended IS NULL ORDER BY created")
        return [_job_of(row) for row in rows]

    def plan(self, plan_id: str) -> Plan:
        """A stored Plan. Raises NotFound."""
        row = self._db.execute("SELECT plan FROM plans WHERE id = ?", (plan_id,)).fetchone()
        if row is None:
            raise NotFound(f"there is no plan {plan_id}", field="plan_id")
        return msgspec.json.decode(row["plan"], type=Plan)

    def record(self, event: StoredEvent, *, ends_job: bool) -> None:
        """Keep an event that must reach its client, whenever that comes back."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?)",
                (event.seq, event.job, event.client, event.kind, event.body),
            )
            if ends_job:
                self._db.execute("UPDATE jobs SET ended = ? WHERE id = ?", (time.time(), event.job))

    def events_after(self, after: int, client: bytes | None) -> list[StoredEvent]:
        """Kept events with numbers above `after`, oldest first; a client's, or everyone's."""
        rows = self._db.execute(
            "SELECT * FROM events WHERE seq > ? AND client = coalesce(?, client) ORDER BY seq",
            (after, client),
        )
        return [StoredEvent(**dict(row)) for row in rows]

    def events_of_job(self, job: str) -> list[StoredEvent]:
        """A job's kept events, oldest first."""
        rows = self._db.execute("SELECT * FROM events WHERE job = ? ORDER BY seq", (job,))
        return [StoredEvent(**dict(row)) for row in rows]

    def pace(self, engine: str) -> float | None:
        """Seconds of compute per second of audio that this engine took in its past runs."""
        row = self._db.execute("SELECT seconds FROM paces WHERE engine = ?", (engine,)).fetchone()
        return float(row["seconds"]) if row else None

    def learn_pace(self, engine: str, seconds: float) -> None:
        """Blend a new run into the engine's pace; the latest counts for a third.

        A pace that cannot be kept is none that a job should end by.
        """
        try:
            known = self.pace(engine)
            blended = seconds if known is None else known + (seconds - known) / 3
            self._db.execute("INSERT OR REPLACE INTO paces VALUES (?, ?)", (engine, blended))
        except sqlite3.Error as error:
            log.info("the pace of %s is not kept: %s", engine, error)

    def _transaction(self) -> _Transaction:
        return _Transaction(self._db)


class _Transaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._db.execute("ROLLBACK" if kind else "COMMIT")
        except sqlite3.Error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if kind is None:
                raise


def _inputs_in(plan: bytes) -> frozenset[str]:
    return frozenset(digest.decode() for digest in _INPUT_DIGEST.findall(plan))


def _job_of(row: sqlite3.Row) -> StoredJob:
    return StoredJob(
        id=row["id"],
        client=row["client"],
        request_digest=row["request_digest"],
        plan_id=row["plan_id"],
        accepted=row["accepted"],
        ended=row["ended"] is not None,
    )
