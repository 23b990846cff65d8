"""Who runs when: a bounded queue, one batch at a time per lane, live ones first.

Jobs that wait for one engine and may be made together start as one batch; nothing joins a batch
that runs.
"""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from tonekiln.protocol import JobState
from tonekiln.protocol.errors import Busy

from .job import Job

log = logging.getLogger(__name__)

RunJobs = Callable[[Sequence[Job]], Awaitable[None]]

MOST_TAKES_A_BATCH = 8


class Scheduler:
    """The queue. Lives on the event loop; `run` must answer for its jobs whatever happens."""

    def __init__(self, run: RunJobs, queue_limit: int, running_limit: int) -> None:
        self._run = run
        self._queue_limit = queue_limit
        self._running_limit = running_limit
        self._waiting: list[Job] = []
        self._running: dict[str, list[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Running jobs, then waiting ones in their order."""
        running = (job for batch in self._running.values() for job in batch)
        return (*(job for job in running if not job.state.terminal), *self._waiting)

    def check_room(self) -> None:
        """Raises Busy when the queue is full."""
        if len(self._waiting) >= self._queue_limit:
            raise Busy(
                f"{len(self._waiting)} jobs are waiting already",
                bound=f"at most {self._queue_limit}",
                hint="cancel one, or try again when one is done",
            )

    def before(self, job: Job) -> tuple[Job, ...]:
        """The jobs of its engine that go before it."""
        return tuple(
            other
            for other in self.jobs
            if other is not job
            and other.lane == job.lane
            and (other.state is not JobState.QUEUED or other.rank < job.rank)
        )

    def places(self) -> list[tuple[Job, int]]:
        """Every job, and how many of its engine go before it, as `before` has them."""
        jobs = self.jobs
        begun = Counter(job.lane for job in jobs if job.state is not JobState.QUEUED)
        ranks: dict[str, list[tuple[int, int]]] = {}
        for job in jobs:
            if job.state is JobState.QUEUED:
                insort(ranks.setdefault(job.lane, []), job.rank)
        return [
            (
                job,
                begun[job.lane]
                - (job.state is not JobState.QUEUED)
                + bisect_left(ranks.get(job.lane, []), job.rank),
            )
            for job in jobs
        ]

    def submit(self, job: Job) -> None:
        """Queue a job. Raises Busy when there is no room."""
        self.check_room()
        self._waiting.append(job)
        self._waiting.sort(key=lambda j: j.rank)
        asyncio.get_running_loop().call_soon(self._start_what_may)

    def find(self, job_id: str) -> Job | None:
        """A job that has not ended."""
        return next((job for job in self.jobs if job.id == job_id), None)

    def take_out(self, job: Job) -> bool:
        """Remove a job that still waits. False when it runs already."""
        if job not in self._waiting:
            return False
        self._waiting.remove(job)
        return True

    def _start_what_may(self) -> None:
        for job in list(self._waiting):
            if len(self._running) >= self._running_limit:
                return
            if job in self._waiting and job.lane not in self._running:
                self._start([job, *self._companions(job)])

    def _companions(self, first: Job) -> list[Job]:
        """Waiting jobs that are made together with `first`, as many as a batch holds."""
        room = MOST_TAKES_A_BATCH - len(first.plan.takes)
        chosen = []
        for job in self._waiting:
            if job is first or job.batch_key is None or job.batch_key != first.batch_key:
                continue
            if len(job.plan.takes) <= room:
                chosen.append(job)
                room -= len(job.plan.takes)
        return chosen

    def _start(self, batch: list[Job]) -> None:
        for job in batch:
            self._waiting.remove(job)
        self._running[batch[0].lane] = batch
        task = asyncio.get_running_loop().create_task(self._run_batch(batch))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_batch(self, batch: list[Job]) -> None:
        try:
            await self._run(batch)
        finally:
            self._running.pop(batch[0].lane, None)
            self._start_what_may()

    def drop_waiting(self) -> list[Job]:
        """Empty the queue; returns what waited in it."""
        dropped, self._waiting = self._waiting, []
        return dropped

    async def close(self) -> None:
        """Cancel what runs and wait for it."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
