"""Engines as a picker shows them: what is known of them, what is warm, what this machine can."""

from __future__ import annotations

from collections.abc import Callable

from tonekiln.protocol import EngineRow
from tonekilnd.domain import EngineFacts
from tonekilnd.engines.catalogue.catalogue import engine_row
from tonekilnd.jobs.journal import Journal
from tonekilnd.jobs.warm_engines.residency import Residency


class EngineRows:
    """Makes rows; lives on the event loop."""

    def __init__(
        self,
        residency: Residency,
        journal: Journal,
        memory_budget_bytes: int,
        job_of: Callable[[str], str] = lambda _engine: "",
    ) -> None:
        """`job_of`: the job that gets an engine just now, or ""."""
        self._residency = residency
        self._journal = journal
        self._budget = memory_budget_bytes
        self.job_of = job_of

    def row(self, facts: EngineFacts) -> EngineRow:
        """One engine."""
        resident = {warm.engine: warm for warm in self._residency.warm()}.get(facts.name)
        measured = resident.memory_bytes if resident else 0
        on_device = facts.device != "cpu"
        return engine_row(
            facts,
            readiness=self._residency.readiness(facts),
            pinned=self._residency.is_pinned(facts.name),
            running=resident.jobs_running if resident else 0,
            measured_bytes=measured,
            job=self.job_of(facts.name),
            fits_memory=on_device or (measured or facts.memory_bytes) <= self._budget,
            pace=self._journal.pace(f"{facts.name} {facts.precision}".strip()),
        )
