"""The way of jobs: warm engine, takes, fit, library. Whatever happens, each is answered for."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TypeVar

import msgspec

from tonekiln.protocol import Clip, ClipReady, Done, Failure, JobState, Readiness, Timing
from tonekiln.protocol.errors import (
    Cancelled,
    DeadlineMissed,
    InternalError,
    OutOfMemory,
    TonekilnError,
)
from tonekilnd.atomic import flush_to_disk
from tonekilnd.database import as_typed
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.engines.contract import EngineFacts
from tonekilnd.library.store import Library
from tonekilnd.planning.time_reference import time_reference

from .batch import Batch, JobRun
from .estimate import Estimates
from .finish import FinishedTake, finish_refit, finished
from .job import Job, Stopwatch
from .outbox import Outbox
from .report import ProgressReport
from .warm_engines.residency import Residency

log = logging.getLogger(__name__)

T = TypeVar("T")

_MOST_PATIENCE_SECONDS = 60.0
_AGAIN_SECONDS = 0.25


class Pipeline:
    """Runs jobs. Lives on the event loop; fit and files go to `threads`."""

    def __init__(
        self,
        *,
        catalogue: EngineCatalogue,
        residency: Residency,
        library: Library,
        outbox: Outbox,
        estimates: Estimates,
        threads: Executor,
    ) -> None:
        self._catalogue = catalogue
        self._residency = residency
        self._library = library
        self._outbox = outbox
        self._estimates = estimates
        self._threads = threads

    async def run(self, jobs: Sequence[Job]) -> None:
        """Make the clips of jobs that start together, or say why not, each for itself."""
        for job in jobs:
            job.watch.queue = job.watch.total() - job.watch.plan
        if jobs[0].plan.refit_of is not None:
            await self._answered(jobs[0], self._refit(jobs[0]))
            return
        batch = Batch([JobRun(job, self._report(job)) for job in jobs])
        try:
            facts = await self._catalogue.read(jobs[0].plan.engine)
            await self._takes(batch, facts)
        except BaseException as error:
            for run in batch.unanswered():
                self._fail(run.job, _typed(error))
            if not isinstance(error, Exception):
                raise
            return
        for run in batch.unanswered():
            await self._answered(run.job, self._finish(run, facts))

    def _report(self, job: Job) -> ProgressReport:
        return ProgressReport(job, self._outbox, self._estimates)

    async def _answered(self, job: Job, work: Coroutine[None, None, None]) -> None:
        """Do the rest of a job; whatever goes wrong with it is its own."""
        try:
            await work
        except Exception as error:
            self._fail(job, _typed(error))
        except BaseException as error:
            self._fail(job, _typed(error))
            raise

    async def _refit(self, job: Job) -> None:
        facts = self._catalogue.find(job.plan.engine)
        report = self._report(job)
        report.enter(JobState.FITTING)
        source = self._library.find(job.plan.refit_of or "")
        finished = await self._in_thread(job, lambda: [finish_refit(job.plan, facts, source)])
        await self._keep(job, report, finished)

    async def _finish(self, run: JobRun, facts: EngineFacts) -> None:
        job = run.job
        run.report.enter(JobState.FITTING)
        clips = await self._in_thread(job, lambda: finished(job.plan, facts, run.takes))
        await self._keep(job, run.report, clips)

    async def _takes(self, batch: Batch, facts: EngineFacts) -> None:
        try:
            await self._takes_once(batch, facts)
        except OutOfMemory as error:
            if not await self._residency.evict_all(but=facts.name):
                raise self._residency.explained(error, facts) from error
        else:
            return
        try:
            await self._takes_once(batch, facts)
        except OutOfMemory as error:
            raise self._residency.explained(error, facts) from error

    async def _takes_once(self, batch: Batch, facts: EngineFacts) -> None:
        if self._residency.readiness(facts) is not Readiness.WARM:
            batch.enter(JobState.LOADING)
        began = time.perf_counter()
        lease = await batch.loaded(self._residency.acquire(facts, batch.loading), self._fail)
        if lease is None:
            return
        loaded = time.perf_counter()
        self._estimates.learn_load(facts.name, loaded - began)
        try:
            self._fail_the_unwanted(batch)
            if not batch.unanswered():
                return
            batch.enter(JobState.GENERATING)
            await batch.generate(lease.worker, self._fail)
            batch.note_times(load=loaded - began, engine=time.perf_counter() - loaded)
            for run in batch.unanswered():
                self._estimates.learn(run.job, batch.pace_seconds(run.job))
        finally:
            lease.release()

    def _fail_the_unwanted(self, batch: Batch) -> None:
        for run in batch.unanswered():
            try:
                _check_still_wanted(run.job)
            except TonekilnError as error:
                self._fail(run.job, error)

    async def _in_thread(
        self, job: Job, work: Callable[[], Sequence[FinishedTake]]
    ) -> Sequence[FinishedTake]:
        began = time.perf_counter()
        result = await asyncio.get_running_loop().run_in_executor(self._threads, work)
        job.watch.fit += time.perf_counter() - began
        return result

    async def _keep(
        self, job: Job, report: ProgressReport, finished: Sequence[FinishedTake]
    ) -> None:
        _check_still_wanted(job)
        report.enter(JobState.WRITING)
        began = time.perf_counter()
        plan = msgspec.json.encode(job.plan)
        reference = time_reference(job.plan)
        gone = self._library.missing_of_plan(job.plan.plan_id) if job.remake else []
        loop = asyncio.get_running_loop()
        for take in finished:
            clip = _in_old_place(take.clip, gone)
            written = await loop.run_in_executor(
                self._threads, self._library.write, clip, take.audio, plan, reference, job.id
            )
            await self._add(written, job)
            job.clips.append(written)
            # Told of at once: whatever keeps the others from being written, this one is there.
            self._outbox.emit(job.client, job.id, ClipReady(job=job.id, clip=written))
            # The clip is whole already; nobody needs to wait for the disk's own buffers.
            self._threads.submit(flush_to_disk, Path(written.path))
        job.watch.write = time.perf_counter() - began
        self._end(job)

    async def _add(self, clip: Clip, job: Job) -> None:
        """Put a written clip into the index, once whoever holds the database lets go of it."""
        until = time.monotonic() + _MOST_PATIENCE_SECONDS
        while True:
            try:
                self._library.add(clip, job.id)
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(_AGAIN_SECONDS)
            else:
                return

    def _end(self, job: Job) -> None:
        job.state, job.fraction = JobState.DONE, 1.0
        timing = timing_of(job.watch)
        ids = tuple(clip.clip_id for clip in job.clips)
        self._outbox.emit(job.client, job.id, Done(job=job.id, clip_ids=ids, timing=timing))
        log.info("done", extra={"job": job.id, "ms": round(timing.total_ms)})

    def _fail(self, job: Job, error: TonekilnError) -> None:
        job.state = JobState.FAILED
        self._outbox.emit(job.client, job.id, Failure.of(error, job.id))
        log.info("failed: %s", error.message, extra={"job": job.id, "code": error.code.value})


def _typed(error: BaseException) -> TonekilnError:
    """What a job is told of whatever ended it."""
    if isinstance(error, TonekilnError):
        return error
    if isinstance(error, asyncio.CancelledError):
        return InternalError("the daemon was stopped", hint="ask again with a fresh id")
    if isinstance(error, sqlite3.Error):
        return as_typed(error)
    log.error("a job failed", exc_info=error)
    return InternalError(f"{type(error).__name__}: {error}", hint="see the log")


def _check_still_wanted(job: Job) -> None:
    if job.cancelled:
        raise Cancelled("the job was cancelled")
    if job.deadline is not None and time.monotonic() > job.deadline:
        raise DeadlineMissed(
            "the clip could not be ready in time",
            field="deadline_ms",
            hint="ask earlier, for fewer bars, or let sketch make it",
        )


def _in_old_place(clip: Clip, gone: Sequence[Clip]) -> Clip:
    """A remade clip takes the id, name and path of the one whose file is gone."""
    for old in gone:
        if (old.variation, old.stem) == (clip.variation, clip.stem):
            return msgspec.structs.replace(
                clip,
                clip_id=old.clip_id,
                name=old.name,
                path=old.path,
                pinned=old.pinned,
                favourite=old.favourite,
            )
    return clip


def timing_of(watch: Stopwatch) -> Timing:
    """A stopwatch in milliseconds."""
    total = watch.total()
    return Timing(
        total_ms=total * 1e3,
        queue_ms=watch.queue * 1e3,
        plan_ms=watch.plan * 1e3,
        load_ms=watch.load * 1e3,
        engine_ms=watch.engine * 1e3,
        fit_ms=watch.fit * 1e3,
        write_ms=watch.write * 1e3,
        bridge_ms=(total - watch.load - watch.engine - watch.fit) * 1e3,
    )
