"""One job's way: warm engine, takes, fit, library. Whatever happens, the job is answered for."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TypeVar

import msgspec

from tonekiln.protocol import Clip, ClipReady, Done, Failure, JobState, Timing
from tonekiln.protocol.errors import (
    Cancelled,
    DeadlineMissed,
    InternalError,
    OutOfMemory,
    TonekilnError,
)
from tonekilnd.domain import Take
from tonekilnd.engines.base import EngineFacts
from tonekilnd.engines.catalogue import EngineCatalogue
from tonekilnd.engines.worker.process import BatchEvents
from tonekilnd.library.store import Library

from .estimate import Estimates
from .finish import FinishedTake, finish_refit, finish_takes
from .job import Job, Stopwatch
from .outbox import Outbox
from .report import ProgressReport
from .residency import Lease, Residency

log = logging.getLogger(__name__)

T = TypeVar("T")


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

    async def run(self, job: Job) -> None:
        """Make a job's clips, or say why not."""
        report = ProgressReport(job, self._outbox, self._estimates)
        job.watch.queue = job.watch.total() - job.watch.plan
        try:
            await self._make(job, report)
        except TonekilnError as error:
            self._fail(job, error)
        except asyncio.CancelledError:
            self._fail(
                job, InternalError("the daemon was stopped", hint="ask again with a fresh id")
            )
            raise
        except Exception as error:
            log.exception("job failed", extra={"job": job.id})
            self._fail(job, InternalError(f"{type(error).__name__}: {error}", hint="see the log"))

    async def _make(self, job: Job, report: ProgressReport) -> None:
        facts = self._catalogue.find(job.plan.engine)
        if job.plan.refit_of is not None:
            source = self._library.find(job.plan.refit_of)
            finished = await self._in_thread(job, lambda: [finish_refit(job.plan, facts, source)])
        else:
            takes = await self._takes(job, facts, report)
            report.enter(JobState.FITTING)
            finished = await self._in_thread(job, lambda: finish_takes(job.plan, facts, takes))
        _check_still_wanted(job)
        report.enter(JobState.WRITING)
        await self._keep(job, finished)
        self._end(job)

    async def _takes(self, job: Job, facts: EngineFacts, report: ProgressReport) -> list[Take]:
        try:
            return await self._takes_once(job, facts, report)
        except OutOfMemory:
            if not await self._residency.evict_all(but=facts.name):
                raise
            return await self._takes_once(job, facts, report)

    async def _takes_once(self, job: Job, facts: EngineFacts, report: ProgressReport) -> list[Take]:
        report.enter(JobState.LOADING)
        began = time.perf_counter()
        lease = await self._residency.acquire(facts, report.loading)
        job.watch.load += time.perf_counter() - began
        try:
            _check_still_wanted(job)
            report.enter(JobState.GENERATING)
            began = time.perf_counter()
            takes = await self._generate(job, lease, report)
            job.watch.engine += time.perf_counter() - began
            self._estimates.learn(job, time.perf_counter() - began)
            return takes
        finally:
            lease.release()

    async def _generate(self, job: Job, lease: Lease, report: ProgressReport) -> list[Take]:
        job.stop = lease.worker.cancel
        events = BatchEvents(report.step, report.preview if job.previews else None)
        try:
            return await lease.worker.generate(job.plan.takes, events)
        finally:
            job.stop = None

    async def _in_thread(
        self, job: Job, work: Callable[[], Sequence[FinishedTake]]
    ) -> Sequence[FinishedTake]:
        began = time.perf_counter()
        result = await asyncio.get_running_loop().run_in_executor(self._threads, work)
        job.watch.fit += time.perf_counter() - began
        return result

    async def _keep(self, job: Job, finished: Sequence[FinishedTake]) -> None:
        began = time.perf_counter()
        plan = msgspec.json.encode(job.plan)
        reference = job.plan.placement.sample if job.plan.placement else None
        gone = self._library.missing_of_plan(job.plan.plan_id) if job.remake else []
        loop = asyncio.get_running_loop()
        for take in finished:
            clip = _in_old_place(take.clip, gone)
            written = await loop.run_in_executor(
                self._threads, self._library.write, clip, take.audio, plan, reference or 0
            )
            self._library.add(written, job.id)
            job.clips.append(written)
        job.watch.write = time.perf_counter() - began
        for clip in job.clips:
            self._outbox.emit(job.client, job.id, ClipReady(job=job.id, clip=clip))

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
