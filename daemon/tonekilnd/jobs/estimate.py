"""How long a job will take, from how long its engine took before."""

from __future__ import annotations

from collections.abc import Iterable

from tonekilnd.planning.work import way_of_computing

from .job import Job
from .journal import Journal


class Estimates:
    """ETAs learned from past runs. What never ran has none: no guess is shown."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def job_ms(self, job: Job) -> int | None:
        """Milliseconds of compute that a job is expected to take."""
        pace = self._journal.pace(way_of_computing(job.plan))
        return None if pace is None else int(pace * job.work * 1000)

    def load_ms(self, engine: str) -> int | None:
        """Milliseconds that loading an engine took."""
        seconds = self._journal.pace(_loading(engine))
        return None if seconds is None else int(seconds * 1000)

    def wait_ms(self, job: Job, before: Iterable[Job]) -> int | None:
        """Milliseconds until a job is done, with those of its engine that go before it."""
        total = self.job_ms(job)
        for other in before:
            share = self.job_ms(other)
            if total is None or share is None:
                return None
            total += int(share * (1.0 - other.fraction))
        return total

    def learn(self, job: Job, engine_seconds: float) -> None:
        """Take a finished run in."""
        if job.work > 0:
            self._journal.learn_pace(way_of_computing(job.plan), engine_seconds / job.work)

    def learn_load(self, engine: str, seconds: float) -> None:
        """Take in how long it took until an engine was warm; nothing if it was warm before."""
        if seconds >= _LEAST_LOAD_SECONDS:
            self._journal.learn_pace(_loading(engine), seconds)


_LEAST_LOAD_SECONDS = 0.05
"""A process is not started in less."""


def _loading(engine: str) -> str:
    return f"loading {engine}"
