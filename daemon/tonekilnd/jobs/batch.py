"""Jobs that are made together: one call of the worker, each job with its own takes and end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import partial

from tonekiln.protocol import JobState
from tonekiln.protocol.errors import Cancelled, TonekilnError
from tonekilnd.domain import Audio, Take
from tonekilnd.engines.worker.interface import BatchEvents, Worker

from .job import Job
from .report import ProgressReport
from .warm_engines.resident import Lease

Fail = Callable[[Job, TonekilnError], None]


@dataclass(slots=True, eq=False)
class JobRun:
    """One job of a batch."""

    job: Job
    report: ProgressReport
    takes: list[Take] = field(default_factory=list)


class Batch:
    """Jobs on their way through one worker together. Lives on the event loop."""

    def __init__(self, runs: Sequence[JobRun]) -> None:
        self._runs = tuple(runs)
        self._engine_seconds = 0.0

    def unanswered(self) -> list[JobRun]:
        """The jobs that have neither ended nor failed."""
        return [run for run in self._runs if not run.job.state.terminal]

    def enter(self, state: JobState) -> None:
        """All of them are in another state now."""
        for run in self.unanswered():
            run.report.enter(state)

    def loading(self, fraction: float, what: str) -> None:
        """Their engine is being loaded."""
        for run in self.unanswered():
            if run.job.state is JobState.QUEUED:  # it was warm, and had to be loaded anew
                run.report.enter(JobState.LOADING)
            run.report.loading(fraction, what)

    async def loaded(self, acquiring: Coroutine[None, None, Lease], fail: Fail) -> Lease | None:
        """The warm engine, or None where every job was cancelled while it was being loaded."""
        task = asyncio.ensure_future(acquiring)
        runs = self.unanswered()
        for run in runs:
            run.job.stop = partial(self._leave, run, task, fail)
        try:
            return await task
        except asyncio.CancelledError:
            if self.unanswered():
                raise
            return None
        finally:
            for run in runs:
                run.job.stop = None

    def _leave(self, run: JobRun, loading: asyncio.Task[Lease], fail: Fail) -> None:
        """A job leaves before its engine is there; the last one to leave stops the loading."""
        fail(run.job, Cancelled("the job was cancelled while its engine was being loaded"))
        if not self.unanswered():
            loading.cancel()

    async def generate(self, worker: Worker, fail: Fail) -> None:
        """Have the takes of all made by one call, and hand each job its own."""
        runs = self.unanswered()
        owners = [(run, n) for run in runs for n in range(len(run.job.plan.takes))]
        for run in runs:
            run.job.stop = partial(self._stop, run, worker, fail)
        try:
            specs = [run.job.plan.takes[n] for run, n in owners]
            takes = await worker.generate(specs, self._events(owners))
        finally:
            for run in runs:
                run.job.stop = None
        for (run, _), take in zip(owners, takes, strict=True):
            run.takes.append(take)

    def _events(self, owners: Sequence[tuple[JobRun, int]]) -> BatchEvents:
        def step(done: int, of: int) -> None:
            for run in self.unanswered():
                run.report.step(done, of)

        def preview(number: int, start_frame: int, audio: Audio, sample_rate: int) -> None:
            run, variation = owners[number]
            if run.job.previews and not run.job.state.terminal:
                run.report.preview(variation, start_frame, audio, sample_rate)

        wanted = any(run.job.previews for run, _ in owners)
        return BatchEvents(step, preview if wanted else None)

    def _stop(self, run: JobRun, worker: Worker, fail: Fail) -> None:
        """A job leaves; the last one to leave stops the compute."""
        if len(self.unanswered()) > 1:
            fail(run.job, Cancelled("the job was cancelled"))
        else:
            worker.cancel()

    def note_times(self, load: float, engine: float) -> None:
        """Write down how long loading and generating took, in seconds."""
        self._engine_seconds = engine
        for run in self.unanswered():
            run.job.watch.load += load
            run.job.watch.engine += engine

    def pace_seconds(self, job: Job) -> float:
        """A job's share of the compute, by its share of the work."""
        whole = sum(run.job.work for run in self._runs)
        return self._engine_seconds * job.work / whole
