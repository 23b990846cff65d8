"""Where engines are asked for: jobs accepted, joined, paused, continued, ended, remembered.

One engine is got at a time: two downloads share one line, and an environment of libraries is one.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from tonekiln.home import Home
from tonekiln.protocol import (
    CancelDone,
    EngineJob,
    EngineJobList,
    EngineJobState,
    EngineProgress,
    EngineReady,
    Failure,
    GetEngine,
    Message,
)
from tonekiln.protocol.errors import (
    Cancelled,
    EngineUnavailable,
    InternalError,
    InvalidRequest,
    NotFound,
    TonekilnError,
    UnknownEngine,
)
from tonekilnd.background import in_background
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.engines.model_cards.rows import Row, row_of
from tonekilnd.jobs.journal import NO_PLAN, Journal, StoredJob
from tonekilnd.jobs.outbox import Outbox

from .bringing import Bringing
from .child import LetGo
from .lacks import Needs
from .licences import AcceptedLicences
from .rows import EngineRows
from .tokens import Tokens
from .work import StoredGet, Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Around:
    """What the desk stands on."""

    home: Home
    catalogue: EngineCatalogue
    rows: EngineRows
    journal: Journal
    outbox: Outbox
    needs: Needs
    tokens: Tokens


class Desk:
    """Jobs that get engines. Lives on the event loop."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._licences = AcceptedLicences(around.home)
        self._bringing = Bringing(
            around.needs, around.tokens, around.home.run / "getting.log", self._tell
        )
        self._works: list[Work] = []
        self._running: Work | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        around.rows.job_of = self.job_of

    @property
    def busy(self) -> bool:
        """Whether something is being got, or will be without anybody's word."""
        return any(not work.paused for work in self._works)

    def job_of(self, engine: str) -> str:
        """The job that gets an engine; "" for none."""
        work = self._of_engine(engine)
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
        row = await self._row_to_get(request.engine)
        lack = await in_background(lambda: self._around.needs.lack(row), "looking for an engine")
        known = self._again(request, job, client)  # it may have come twice meanwhile
        if known is not None:
            return known
        if row is not None and lack.weights:
            self._licences.check(row, request.licence)
        return self._accept(request, job, client)

    async def _row_to_get(self, engine: str | None) -> Row | None:
        if engine is not None and not _is_a_row(engine):
            await self._around.catalogue.read(engine)
        return _row_of(engine)

    def _again(self, request: GetEngine, job: str, client: bytes) -> EngineJob | None:
        known = self._around.journal.find(job)
        if known is None:
            return None
        if known.request_digest != _digest(request):
            raise InvalidRequest(
                "this request id was used for another request",
                field="id",
                bound="a fresh id for every new request",
            )
        work = self._of_job(job)
        if known.client != client:
            self._around.journal.readdress(job, client)
            if work is not None:
                work.askers[job] = client
        self._around.outbox.replay(client, job)
        if work is not None:
            return EngineJob(row=work.row(job), joined=len(work.askers) > 1)
        ended = msgspec.json.decode(known.accepted, type=StoredGet)
        gone = Work(ended.engine, ended.folder, {job: client}, state=EngineJobState.DONE)
        return EngineJob(row=gone.row(job))

    def _accept(self, request: GetEngine, job: str, client: bytes) -> EngineJob:
        work = self._of_engine(request.engine or "")
        joined = work is not None
        if work is None:
            work = Work(request.engine or "", request.folder or "", {})
            self._works.append(work)
        work.askers[job] = client
        stored = msgspec.json.encode(work.stored(job))
        try:
            self._around.journal.accept_without_plan(
                StoredJob(job, client, _digest(request), NO_PLAN, stored, ended=False)
            )
        except BaseException:
            del work.askers[job]
            if not joined:
                self._works.remove(work)
            raise
        log.info("an engine is to be got", extra={"job": job, "engine": work.engine})
        if work.paused:
            self._go_on(work)
        self._say_who_waits()
        asyncio.get_running_loop().call_soon(self._start_what_may)
        return EngineJob(row=work.row(job), joined=joined)

    def pause(self, job: str) -> EngineJob:
        """Let a job stand. Raises NotFound."""
        work = self._must_find(job)
        if not work.paused:
            work.paused = True
            self._remember(work)
            if work is self._running:
                self._stop(work)
            else:
                self._stands(work)
        return EngineJob(row=work.row(job), joined=len(work.askers) > 1)

    def go_on(self, job: str) -> EngineJob:
        """Continue a paused one. Raises NotFound."""
        work = self._must_find(job)
        if work.paused:
            self._go_on(work)
        return EngineJob(row=work.row(job), joined=len(work.askers) > 1)

    def cancel(self, job: str) -> CancelDone:
        """End a job for everyone who asked for it. Raises NotFound where none was accepted."""
        work = self._of_job(job)
        if work is None:
            if self._around.journal.find(job) is None:
                raise NotFound(f"there is no job {job}", field="job")
            return CancelDone(job=job, stopped=False)
        work.cancelled = True
        if work is self._running:
            self._stop(work)
        else:
            self._fail(work, Cancelled(f"getting {work.called} was cancelled"))
        return CancelDone(job=job, stopped=True)

    async def list(self) -> EngineJobList:
        """Every job that has not ended, and where a token is."""
        state = await in_background(self._around.tokens.state, "asking the keyring")
        rows = tuple(work.row(job) for work in self._works for job in work.askers)
        return EngineJobList(jobs=rows, token=state.kept)

    def recover(self) -> None:
        """Take up what a stopped daemon left; what was paused stays so."""
        for stored in self._around.journal.unfinished_without_plan():
            try:
                asked = msgspec.json.decode(stored.accepted, type=StoredGet)
            except msgspec.DecodeError:
                error = InternalError("this version cannot read what was asked for")
                self._emit(stored.client, stored.id, Failure.of(error, stored.id))
                continue
            work = self._of_engine(asked.engine)
            if work is None:
                work = Work(asked.engine, asked.folder, {})
                self._works.append(work)
            work.askers[stored.id] = stored.client
            work.paused |= asked.paused
            work.state = EngineJobState.PAUSED if work.paused else EngineJobState.QUEUED
        self._start_what_may()

    async def close(self) -> None:
        """Let go of what runs; it goes on at the next start."""
        self._closed = True
        if self._task is not None:
            if self._running is not None and self._running.child is not None:
                self._running.child.let_go()
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _start_what_may(self) -> None:
        if self._closed or self._running is not None:
            return
        work = next((work for work in self._works if not work.stopping), None)
        if work is not None:
            self._running = work
            self._task = asyncio.get_running_loop().create_task(self._run(work))

    async def _run(self, work: Work) -> None:
        try:
            await self._bringing.bring(work, _row_of(work.engine or None))
        except LetGo:
            pass
        except TonekilnError as error:
            self._end(work, error)
        except Exception as error:
            log.exception("an engine cannot be got")
            self._end(work, InternalError(f"{type(error).__name__}: {error}", hint="see the log"))
        else:
            await self._ready(work)
        finally:
            self._running = None
        self._settle(work)
        self._start_what_may()

    def _settle(self, work: Work) -> None:
        """One that was stopped before its end stands, ends, or has its turn again."""
        if work not in self._works:
            return
        if work.cancelled:
            self._fail(work, Cancelled(f"getting {work.called} was cancelled"))
        elif work.paused:
            self._stands(work)
        else:
            work.enter(EngineJobState.QUEUED)
            self._tell(work)

    def _end(self, work: Work, error: TonekilnError) -> None:
        if not work.stopping:
            self._fail(work, error)

    async def _ready(self, work: Work) -> None:
        engine = None
        if work.engine:
            try:
                self._around.catalogue.refresh()
                facts = await self._around.catalogue.read(work.engine)
                self._works.remove(work)
                engine = self._around.rows.row(facts)
            except TonekilnError as error:
                self._fail(work, error)
                return
        else:
            self._around.catalogue.refresh()
            self._works.remove(work)
        work.state = EngineJobState.DONE
        for job, client in work.askers.items():
            ready = EngineReady(job=job, engine=engine, notes=tuple(work.notes))
            self._emit(client, job, ready)
        log.info("an engine is here", extra={"engine": work.engine})
        self._say_who_waits()

    def _fail(self, work: Work, error: TonekilnError) -> None:
        if work in self._works:
            self._works.remove(work)
        work.state = EngineJobState.FAILED
        for job, client in work.askers.items():
            self._emit(client, job, Failure.of(error, job))
        log.info("an engine was not got: %s", error.message, extra={"engine": work.engine})
        self._say_who_waits()

    def _stop(self, work: Work) -> None:
        if work.child is not None:
            work.child.let_go()

    def _stands(self, work: Work) -> None:
        work.state, work.waits_for = EngineJobState.PAUSED, "to be continued"
        self._tell(work)

    def _go_on(self, work: Work) -> None:
        work.paused = False
        self._remember(work)
        if work is not self._running:
            work.enter(EngineJobState.QUEUED)
        self._say_who_waits()
        asyncio.get_running_loop().call_soon(self._start_what_may)

    def _remember(self, work: Work) -> None:
        for job in work.askers:
            self._around.journal.keep_anew(job, msgspec.json.encode(work.stored(job)))

    def _say_who_waits(self) -> None:
        first = next((work for work in self._works if not work.stopping), None)
        before = self._running or first
        for work in self._waiting():
            waits_for = f"{before.called} to be here" if before not in (None, work) else ""
            if work.waits_for != waits_for:
                work.waits_for = waits_for
                self._tell(work)

    def _waiting(self) -> Iterable[Work]:
        return [w for w in self._works if w.state is EngineJobState.QUEUED]

    def _tell(self, work: Work) -> None:
        for job, client in work.askers.items():
            self._emit(client, job, EngineProgress(row=work.row(job)))

    def _emit(self, client: bytes, job: str, event: Message) -> None:
        self._around.outbox.emit(client, job, event)

    def _must_find(self, job: str) -> Work:
        work = self._of_job(job)
        if work is None or work.cancelled:
            raise NotFound(f"no job {job} gets an engine now", field="job")
        return work

    def _of_job(self, job: str) -> Work | None:
        return next((work for work in self._works if job in work.askers), None)

    def _of_engine(self, engine: str) -> Work | None:
        return next((w for w in self._works if w.engine == engine and not w.cancelled), None)


def _is_a_row(engine: str) -> bool:
    try:
        row_of(engine)
    except UnknownEngine:
        return False
    return True


def _row_of(engine: str | None) -> Row | None:
    """The row to get; None for the libraries alone.

    Raises:
        EngineUnavailable: it is none of the model cards', which alone can be got.
    """
    if engine is None:
        return None
    try:
        return row_of(engine)
    except UnknownEngine as error:
        raise EngineUnavailable(
            f"there is nothing to get for {engine}: it came with Tonekiln, or with a package",
            field="engine",
            hint="`tonekiln list` shows every engine and what it lacks",
        ) from error


def _digest(request: GetEngine) -> str:
    """A licence may be named or not: it is the same request."""
    same = msgspec.structs.replace(request, licence=None)
    return hashlib.sha256(same.kind.encode() + msgspec.json.encode(same)).hexdigest()
