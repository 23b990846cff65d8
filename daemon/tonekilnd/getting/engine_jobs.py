"""Jobs that get engines: accepted, joined, paused, continued, cancelled, remembered."""

from __future__ import annotations

import logging
from functools import partial

import msgspec

from tonekiln.home import Home
from tonekiln.protocol import (
    CancelDone,
    EngineJob,
    EngineJobList,
    EngineJobState,
    Failure,
    GetEngine,
)
from tonekiln.protocol.errors import (
    InternalError,
    InvalidRequest,
    NotFound,
)
from tonekilnd.background import in_background
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.jobs.journal import NO_PLAN, Journal, StoredJob
from tonekilnd.jobs.outbox import Outbox

from .asked import digest_of, is_a_row, row_to_get
from .bringing import Bringing
from .lacks import Needs
from .licences import AcceptedLicences
from .rows import EngineRows
from .tokens import Tokens
from .work import StoredGet, Work
from .work_queue import WorkQueue

log = logging.getLogger(__name__)


class EngineJobs:
    """Jobs that get engines. Lives on the event loop."""

    def __init__(
        self,
        home: Home,
        catalogue: EngineCatalogue,
        rows: EngineRows,
        journal: Journal,
        outbox: Outbox,
        needs: Needs,
        tokens: Tokens,
    ) -> None:
        self._catalogue = catalogue
        self._journal = journal
        self._outbox = outbox
        self._needs = needs
        self._tokens = tokens
        self._licences = AcceptedLicences(home)
        bringing = partial(Bringing, needs, tokens, home.run / "getting.log")
        self._queue = WorkQueue(catalogue, rows, journal, outbox, bringing)
        rows.job_of = self.job_of

    @property
    def busy(self) -> bool:
        """Whether something is being got, or will be without anybody's word."""
        return any(not work.paused for work in self._queue.works)

    def job_of(self, engine: str) -> str:
        """The job that gets an engine; "" for none."""
        work = self._queue.of_engine(engine)
        return work.row().job if work is not None else ""

    async def get(self, request: GetEngine, job: str, client: bytes) -> EngineJob:
        """Accept a request as a job named `job`; the same one again is the same job.

        Raises:
            LicenceNotAccepted: carries the text.
            UnknownEngine, EngineUnavailable: there is nothing to get, or no way to.
            InvalidRequest: the id was used for another request.
        """
        known = self._again(request, job, client)
        if known is not None:
            return known
        if request.engine is not None and not is_a_row(request.engine):
            await self._catalogue.read(request.engine)
        row = row_to_get(request.engine)
        lack = await in_background(lambda: self._needs.lack(row), "looking for an engine")
        known = self._again(request, job, client)  # it may have come twice meanwhile
        if known is not None:
            return known
        if row is not None and lack.weights:
            self._licences.check(row, request.licence)
        return self._accept(request, job, client)

    def _again(self, request: GetEngine, job: str, client: bytes) -> EngineJob | None:
        known = self._journal.find(job)
        if known is None:
            return None
        if known.request_digest != digest_of(request):
            raise InvalidRequest(
                "this request id was used for another request",
                field="id",
                bound="a fresh id for every new request",
            )
        work = self._queue.of_job(job)
        if known.client != client:
            self._journal.readdress(job, client)
            if work is not None:
                work.askers[job] = client
        self._outbox.replay(client, job)
        if work is not None:
            return EngineJob(row=work.row(job), joined=len(work.askers) > 1)
        ended = msgspec.json.decode(known.accepted, type=StoredGet)
        gone = Work(ended.engine, ended.folder, {job: client}, state=EngineJobState.DONE)
        return EngineJob(row=gone.row(job))

    def _accept(self, request: GetEngine, job: str, client: bytes) -> EngineJob:
        work = self._queue.of_engine(request.engine or "")
        joined = work is not None
        if work is None:
            work = Work(request.engine or "", request.folder or "", {})
            self._queue.add(work)
        work.askers[job] = client
        stored = msgspec.json.encode(work.stored(job))
        try:
            self._journal.accept_without_plan(
                StoredJob(job, client, digest_of(request), NO_PLAN, stored, ended=False)
            )
        except BaseException:
            del work.askers[job]
            if not joined:
                self._queue.discard(work)
            raise
        log.info("an engine is to be got", extra={"job": job, "engine": work.engine})
        self._queue.go_on(work)
        return EngineJob(row=work.row(job), joined=joined)

    def pause(self, job: str) -> EngineJob:
        """Let a job stand. Raises NotFound."""
        work = self._must_find(job)
        self._queue.pause(work)
        return EngineJob(row=work.row(job), joined=len(work.askers) > 1)

    def go_on(self, job: str) -> EngineJob:
        """Continue a paused one. Raises NotFound."""
        work = self._must_find(job)
        if work.paused:
            self._queue.go_on(work)
        return EngineJob(row=work.row(job), joined=len(work.askers) > 1)

    def cancel(self, job: str) -> CancelDone:
        """End a job for everyone who asked for it. Raises NotFound where none was accepted."""
        work = self._queue.of_job(job)
        if work is None:
            if self._journal.find(job) is None:
                raise NotFound(f"there is no job {job}", field="job")
            return CancelDone(job=job, stopped=False)
        self._queue.cancel(work)
        return CancelDone(job=job, stopped=True)

    async def list(self) -> EngineJobList:
        """Every job that has not ended, and where a token is."""
        state = await in_background(self._tokens.state, "asking the keyring")
        rows = tuple(work.row(job) for work in self._queue.works for job in work.askers)
        return EngineJobList(jobs=rows, token=state.kept)

    def recover(self) -> None:
        """Take up what a stopped daemon left; what was paused stays so."""
        for stored in self._journal.unfinished_without_plan():
            try:
                asked = msgspec.json.decode(stored.accepted, type=StoredGet)
            except msgspec.DecodeError:
                error = InternalError("this version cannot read what was asked for")
                self._outbox.emit(stored.client, stored.id, Failure.of(error, stored.id))
                continue
            work = self._queue.of_engine(asked.engine)
            if work is None:
                work = Work(asked.engine, asked.folder, {})
                self._queue.add(work)
            work.askers[stored.id] = stored.client
            work.paused |= asked.paused
            work.state = EngineJobState.PAUSED if work.paused else EngineJobState.QUEUED
        self._queue.begin()

    async def close(self) -> None:
        """Let go of what runs; it goes on at the next start."""
        await self._queue.close()

    def _must_find(self, job: str) -> Work:
        work = self._queue.of_job(job)
        if work is None or work.cancelled:
            raise NotFound(f"no job {job} gets an engine now", field="job")
        return work
