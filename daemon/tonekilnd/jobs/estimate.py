"""How long a job will take, from how long its engine took before."""

from __future__ import annotations

from collections.abc import Iterable

from .job import Job
from .journal import Journal


class Estimates:
    """ETAs learned from past runs. An engine that never ran has none: no guess is shown."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def job_ms(self, job: Job) -> int | None:
        """Milliseconds of compute that a job is expected to take."""
        pace = self._journal.pace(job.plan.engine)
        return None if pace is None else int(pace * job.music_seconds * 1000)

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
        if job.music_seconds > 0:
            self._journal.learn_pace(job.plan.engine, engine_seconds / job.music_seconds)
