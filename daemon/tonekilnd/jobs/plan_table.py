"""Plans, as the database keeps them, and as the library's folder does in case that is lost."""

from __future__ import annotations

import logging
import sqlite3

import msgspec
from msgspec import Struct

from tonekiln.foreign import NOT_JSON
from tonekiln.protocol.errors import NotFound
from tonekilnd.database import inputs_in, keep_inputs, transaction
from tonekilnd.domain import Plan
from tonekilnd.library.plan_lines import PlanLines

log = logging.getLogger(__name__)

_AGREE = "plans agree"
"""Among the numbers once the file has every Plan of the database, until one cannot be written."""


class _Named(Struct):
    """Of a Plan of whatever version its id."""

    plan_id: str


class KeptPlans:
    """Every Plan that was ever accepted. Used from the event loop's thread only."""

    def __init__(self, connection: sqlite3.Connection, lines: PlanLines | None) -> None:
        self._db = connection
        self._lines = lines
        if lines is not None:
            self._bring_together(lines)
        self._inputs: dict[str, frozenset[str]] = {}
        for row in self._db.execute("SELECT plan, sha256 FROM plan_inputs"):
            known = self._inputs.get(row["plan"], frozenset())
            self._inputs[row["plan"]] = known | {row["sha256"]}

    def _bring_together(self, lines: PlanLines) -> None:
        """Take over what the file knows where the database is new, and what it does not know."""
        agree = self._db.execute("SELECT 1 FROM numbers WHERE name = ?", (_AGREE,)).fetchone()
        if agree and lines.is_there:
            return
        with transaction(self._db):
            for line in lines.lines():
                self._restore(line.strip())
        known = self._db.execute("SELECT 1 FROM plans LIMIT 1").fetchone()
        if not known and not lines.is_there:
            return  # nothing is written where nothing was asked for yet
        rows = self._db.execute("SELECT plan FROM plans ORDER BY rowid")
        if lines.write_whole(_encoded(row["plan"]) for row in rows):
            self._db.execute("INSERT OR IGNORE INTO numbers VALUES (?, 1)", (_AGREE,))

    def _restore(self, line: bytes) -> None:
        try:
            plan_id = msgspec.json.decode(line, type=_Named).plan_id
        except NOT_JSON:
            return  # a line that broke off
        added = self._db.execute(
            "INSERT OR IGNORE INTO plans (id, plan) VALUES (?, ?)", (plan_id, line)
        )
        if added.rowcount:
            keep_inputs(self._db, plan_id, inputs_in(line))

    def keep(self, plan: Plan) -> None:
        """Remember a Plan; one that is known stays as it was."""
        if self.knows(plan.plan_id):
            return
        encoded = msgspec.json.encode(plan)
        if self._lines is not None and not self._lines.keep(encoded):
            self._db.execute("DELETE FROM numbers WHERE name = ?", (_AGREE,))
        self._db.execute(
            "INSERT OR IGNORE INTO plans (id, plan) VALUES (?, ?)", (plan.plan_id, encoded)
        )
        digests = inputs_in(encoded)
        if digests:
            keep_inputs(self._db, plan.plan_id, digests)
            self._inputs[plan.plan_id] = digests

    def knows(self, plan_id: str) -> bool:
        """Whether a Plan is remembered."""
        found = self._db.execute("SELECT 1 FROM plans WHERE id = ?", (plan_id,)).fetchone()
        return found is not None

    def inputs_of(self, plan_id: str) -> frozenset[str]:
        """The digests of a Plan's inputs."""
        return self._inputs.get(plan_id, frozenset())

    def find(self, plan_id: str) -> Plan:
        """A stored Plan. Raises NotFound."""
        row = self._db.execute("SELECT plan FROM plans WHERE id = ?", (plan_id,)).fetchone()
        if row is None:
            raise NotFound(f"there is no plan {plan_id}", field="plan_id")
        try:
            return msgspec.json.decode(row["plan"], type=Plan)
        except NOT_JSON as error:
            raise NotFound(
                f"the plan {plan_id} cannot be read by this version ({error})", field="plan_id"
            ) from error


def _encoded(plan: bytes | str) -> bytes:
    raw = plan if isinstance(plan, bytes) else plan.encode()
    return raw.replace(b"\n", b" ")
