"""Requests made into jobs: presets and engines resolved, inputs taken in, Plans made."""

from __future__ import annotations

import hashlib
import itertools
import logging
import secrets
import time
from collections.abc import Awaitable
from contextlib import ExitStack
from typing import Any

import msgspec
from msgspec.structs import replace

from tonekiln.protocol import (
    Accepted,
    CancelDone,
    Clip,
    Failure,
    Generate,
    Preset,
    Priority,
    Refit,
    Remake,
)
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import Cancelled, DeadlineMissed, InvalidRequest, NotFound
from tonekilnd.domain import InputFile, Plan
from tonekilnd.engines.catalogue import EngineCatalogue
from tonekilnd.library.store import Library
from tonekilnd.planning.batching import batch_key
from tonekilnd.planning.checks import check_request
from tonekilnd.planning.plan import make_plan
from tonekilnd.planning.refit import refit_plan
from tonekilnd.planning.starting_point import with_preset
from tonekilnd.planning.work import work_seconds
from tonekilnd.presets import PresetShelf

from .arrivals import Arrivals
from .estimate import Estimates
from .inputs import InputStore
from .job import Job, Stopwatch
from .journal import Journal, StoredJob
from .outbox import Outbox
from .residency import refuse_unusable
from .scheduler import Scheduler

log = logging.getLogger(__name__)


class Intake:
    """Where jobs begin and where they are cancelled. Lives on the event loop."""

    def __init__(
        self,
        *,
        catalogue: EngineCatalogue,
        presets: PresetShelf,
        inputs: InputStore,
        library: Library,
        journal: Journal,
        outbox: Outbox,
        scheduler: Scheduler,
        estimates: Estimates,
        default_engine: str,
    ) -> None:
        self._catalogue = catalogue
        self._presets = presets
        self._inputs = inputs
        self._library = library
        self._journal = journal
        self._outbox = outbox
        self._scheduler = scheduler
        self._estimates = estimates
        self._default_engine = default_engine
        self._numbers = itertools.count()
        self._arrivals = Arrivals()

    def must_read(self, request: Generate | Refit | Remake) -> bool:
        """Whether weights have to be read before this can be accepted: use `take_after_reading`."""
        name = self._engine_of(request)
        return name is not None and self._catalogue.must_read(name)

    def _engine_of(self, request: Generate | Refit | Remake) -> str | None:
        if not isinstance(request, Generate):
            return None
        if request.preset is not None:
            request = with_preset(request, self._preset(request.preset), request.engine)
        return request.engine or self._default_engine

    def take_after_reading(
        self, request: Generate | Refit | Remake, request_id: str, client: bytes
    ) -> Awaitable[Accepted]:
        """`take`, after the weights that it names were read on a thread.

        Raises:
            Cancelled: it was cancelled meanwhile.
            TonekilnError: as `take`.
        """
        arrival = ExitStack()
        arrival.enter_context(self._arrivals.arriving(request_id))

        async def take() -> Accepted:
            with arrival:
                await self._catalogue.read(self._engine_of(request) or "")
            return self.take(request, request_id, client)

        return take()

    def take(self, request: Generate | Refit | Remake, request_id: str, client: bytes) -> Accepted:
        """Accept a request as a job named `request_id`; the same one again is the same job.

        Raises:
            TonekilnError: of the closed list; nothing was queued.
        """
        digest = _digest(request)
        known = self._journal.find(request_id)
        if known is not None:
            return self._again(known, digest, client)
        watch = Stopwatch()
        self._scheduler.check_room()
        plan = self._plan_of(request)
        self._library.check_room(plan.frames, len(plan.takes))
        watch.plan = watch.total()
        job = self._job(request, request_id, client, plan, watch)
        return self._queue(job, digest)

    def _plan_of(self, request: Generate | Refit | Remake) -> Plan:
        match request:
            case Generate():
                return self._generate_plan(request)
            case Refit():
                clip = self._library.find(request.clip_id)
                return refit_plan(request, clip, self._journal.plan(clip.plan_id))
        plan = self._journal.plan(request.plan_id)
        facts = self._catalogue.find(plan.engine)
        refuse_unusable(facts)
        if facts.checkpoint != plan.checkpoint:
            note = f"{plan.engine} has changed since: the clip may sound different"
            return replace(plan, notes=(*plan.notes, note))
        return plan

    def _generate_plan(self, request: Generate) -> Plan:
        if request.preset is not None:
            request = with_preset(request, self._preset(request.preset), request.engine)
        check_request(request)
        facts = self._catalogue.find(request.engine or self._default_engine)
        refuse_unusable(facts)
        seed = request.seed
        if seed is None:
            seed = secrets.randbelow(limit.MAX_SEED + 1)
        return make_plan(request, facts, seed, self._inputs_of(request))

    def _preset(self, name: str) -> Preset:
        row = self._presets.find(name)
        if row is None:
            raise NotFound(
                f"there is no preset {name!r}",
                field="preset",
                hint="`tonekiln presets` lists them",
            )
        return row.preset

    def _inputs_of(self, request: Generate) -> dict[str, InputFile]:
        named = {
            "init": request.init,
            "continuation": request.continuation,
            "melody": request.melody,
        }
        return {
            field: self._inputs.take_in(audio, field)
            for field, audio in named.items()
            if audio is not None
        }

    def _job(
        self,
        request: Generate | Refit | Remake,
        request_id: str,
        client: bytes,
        plan: Plan,
        watch: Stopwatch,
    ) -> Job:
        asked = request if isinstance(request, Generate) else None
        deadline = asked.deadline_ms if asked else None
        facts = self._catalogue.find(plan.engine)
        return Job(
            id=request_id,
            number=next(self._numbers),
            client=client,
            plan=plan,
            priority=asked.priority if asked else Priority.LIVE,
            work=work_seconds(plan, facts),
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


def _digest(request: Generate | Refit | Remake) -> str:
    return hashlib.sha256(request.kind.encode() + msgspec.json.encode(request)).hexdigest()
