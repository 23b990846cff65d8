"""Requests made into jobs: accepted once, queued, cancelled."""

from __future__ import annotations

import hashlib
import itertools
import logging
import time
from collections.abc import Awaitable
from contextlib import ExitStack
from typing import Any

import msgspec

from tonekiln.protocol import (
    Accepted,
    CancelDone,
    Clip,
    ClipRequest,
    Failure,
    Generate,
    Priority,
    Remake,
    Separate,
)
from tonekiln.protocol.errors import Cancelled, DeadlineMissed, InvalidRequest, NotFound
from tonekilnd.domain import Plan
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.planning.batching import batch_key
from tonekilnd.planning.work import work_seconds

from .arrivals import Arrivals
from .estimate import Estimates
from .inputs import Inputs
from .job import Job, Stopwatch
from .journal import Journal, StoredJob
from .outbox import Outbox
from .plans import Plans, Taken
from .reserved_quota import most_bytes
from .scheduler import Scheduler

log = logging.getLogger(__name__)


class Intake:
    """Where jobs begin and where they are cancelled. Lives on the event loop."""

    def __init__(
        self,
        *,
        plans: Plans,
        inputs: Inputs,
        catalogue: EngineCatalogue,
        journal: Journal,
        outbox: Outbox,
        scheduler: Scheduler,
        estimates: Estimates,
    ) -> None:
        self._plans = plans
        self._inputs = inputs
        self._catalogue = catalogue
        self._journal = journal
        self._outbox = outbox
        self._scheduler = scheduler
        self._estimates = estimates
        self._numbers = itertools.count()
        self._arrivals = Arrivals()

    def must_read(self, request: ClipRequest) -> bool:
        """Whether this can only be accepted after something long: files read, an engine looked for.

        Then use `take_after_reading`.

        Raises:
            NotFound: there is no such preset, clip or Plan.
        """
        return self._plans.must_read(request)

    def must_read_weights(self, request: ClipRequest) -> bool:
        """Whether weights are among them. Raises NotFound."""
        return self._plans.must_read_weights(request)

    def take_after_reading(
        self, request: ClipRequest, request_id: str, client: bytes
    ) -> Awaitable[Accepted]:
        """`take`, after the files that it names were read on a thread.

        Raises:
            Cancelled: it was cancelled meanwhile.
            Busy: the files of too many others are being read.
            TonekilnError: as `take`.
        """
        self._arrivals.check_room()
        arrival = ExitStack()
        held = arrival.enter_context(self._inputs.holding())
        reading = arrival.enter_context(ExitStack())
        reading.enter_context(self._arrivals.arriving(request_id))

        async def take() -> Accepted:
            with arrival:
                taken: Taken = {}
                with reading:
                    if self._journal.find(request_id) is None:
                        self._scheduler.check_room()
                        owned = self._inputs.of_client(request, client)
                        taken = await self._plans.read(owned, held)
                return self._take(request, request_id, client, held, taken)

        return take()

    def take(self, request: ClipRequest, request_id: str, client: bytes) -> Accepted:
        """Accept a request as a job named `request_id`; the same one again is the same job.

        Raises:
            TonekilnError: of the closed list; nothing was queued.
        """
        with self._inputs.holding() as held:
            return self._take(request, request_id, client, held)

    def _take(
        self,
        request: ClipRequest,
        request_id: str,
        client: bytes,
        held: set[str],
        taken: Taken | None = None,
    ) -> Accepted:
        digest = _digest(request)
        known = self._journal.find(request_id)
        if known is not None:
            return self._again(known, digest, client)
        watch = Stopwatch()
        self._scheduler.check_room()
        plan = self._plans.plan_of(self._inputs.of_client(request, client), held, taken)
        watch.plan = watch.total()
        job = self._job(request, request_id, client, plan, watch)
        self._inputs.check_room_for_clips(job.most_bytes)
        return self._queue(job, digest)

    def _job(
        self,
        request: ClipRequest,
        request_id: str,
        client: bytes,
        plan: Plan,
        watch: Stopwatch,
    ) -> Job:
        asked = request if isinstance(request, Generate) else None
        deadline = asked.deadline_ms if asked else None
        priority = Priority.LIVE
        if isinstance(request, Generate | Separate):
            priority = request.priority
        facts = self._catalogue.find(plan.engine)
        return Job(
            id=request_id,
            number=next(self._numbers),
            client=client,
            plan=plan,
            priority=priority,
            work=work_seconds(plan, facts),
            most_bytes=most_bytes(plan),
            batch_key=batch_key(plan, facts),
            previews=asked.previews if asked else False,
            deadline=None if deadline is None else time.monotonic() + deadline / 1000,
            remake=isinstance(request, Remake),
            watch=watch,
        )

    def _queue(self, job: Job, digest: str) -> Accepted:
        before = self._scheduler.before(job)
        eta = self._estimates.wait_ms(job, before)
        if job.deadline is not None and eta is not None:
            missing = time.monotonic() + eta / 1000 - job.deadline
            if missing > 0:
                raise DeadlineMissed(
                    f"{job.plan.engine} would be {missing:.1f} s late",
                    field="deadline_ms",
                    hint="ask for fewer bars, or let sketch make it",
                )
        accepted = Accepted(
            job=job.id,
            place=len(before),
            eta_ms=eta,
            engine=job.plan.engine,
            plan_id=job.plan.plan_id,
            notes=job.plan.notes,
        )
        stored = StoredJob(
            job.id, job.client, digest, job.plan.plan_id, msgspec.json.encode(accepted), False
        )
        self._journal.accept(stored, job.plan)
        self._scheduler.submit(job)
        log.info("accepted", extra={"job": job.id, "engine": job.plan.engine})
        log.debug("prompt", extra={"job": job.id, "prompt": job.plan.prompt})
        return accepted

    def _again(self, known: StoredJob, digest: str, client: bytes) -> Accepted:
        if known.request_digest != digest:
            raise InvalidRequest(
                "this request id was used for another request",
                field="id",
                bound="a fresh id for every new request",
            )
        if known.client != client:
            self._journal.readdress(known.id, client)
            running = self._scheduler.find(known.id)
            if running is not None:
                running.client = client
        self._outbox.replay(client, known.id)
        return msgspec.json.decode(known.accepted, type=Accepted)

    def open_jobs(self) -> set[str]:
        """The ids of all that was asked for and has not ended, or whose end is not told yet."""
        running = {job.id for job in self._scheduler.jobs}
        return self._arrivals.ids() | running | self._outbox.untold

    def plan_of(self, clip: Clip) -> dict[str, Any]:
        """The Plan that made a clip, as plain values. Raises NotFound."""
        plan: dict[str, Any] = msgspec.to_builtins(self._journal.plan(clip.plan_id))
        return plan

    def cancel(self, job_id: str) -> CancelDone:
        """Stop a job. Raises NotFound when no such job was ever accepted."""
        if self._arrivals.cancel(job_id):
            return CancelDone(job=job_id, stopped=True)
        job = self._scheduler.find(job_id)
        if job is None:
            if self._journal.find(job_id) is None:
                raise NotFound(f"there is no job {job_id}", field="job")
            return CancelDone(job=job_id, stopped=False)
        job.cancelled = True
        if self._scheduler.take_out(job):
            failure = Failure.of(Cancelled("the job was cancelled before it began"), job.id)
            self._outbox.emit(job.client, job.id, failure)
        elif job.stop is not None:
            job.stop()
        return CancelDone(job=job_id, stopped=True)


def _digest(request: ClipRequest) -> str:
    return hashlib.sha256(request.kind.encode() + msgspec.json.encode(request)).hexdigest()
