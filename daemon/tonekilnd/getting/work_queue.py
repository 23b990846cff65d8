"""Engines on their way, one at a time: two downloads share one line, an environment is one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

import msgspec

from tonekiln.protocol import EngineJobState, EngineProgress, EngineReady, Failure, Message
from tonekiln.protocol.errors import Cancelled, InternalError, TonekilnError
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.jobs.journal import Journal
from tonekilnd.jobs.outbox import Outbox

from .asked import is_alone, row_to_get
from .bringing import Bringing
from .child import LetGo
from .rows import EngineRows
from .work import Work

log = logging.getLogger(__name__)


class WorkQueue:
    """What is being got or waits for it; whoever asked is told. Lives on the event loop."""

    def __init__(
        self,
        catalogue: EngineCatalogue,
        rows: EngineRows,
        journal: Journal,
        outbox: Outbox,
        bringing: Callable[[Callable[[Work], None]], Bringing],
    ) -> None:
        """`bringing` makes who does the work, given whom to tell how far it is."""
        self._catalogue = catalogue
        self._rows = rows
        self._journal = journal
        self._outbox = outbox
        self._bringing = bringing(self.tell)
        self._works: list[Work] = []
        self._running: Work | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def works(self) -> tuple[Work, ...]:
        """All that have not ended, oldest first."""
        return tuple(self._works)

    def add(self, work: Work) -> None:
        """One more, last in the queue."""
        self._works.append(work)

    def discard(self, work: Work) -> None:
        """One that was not accepted after all."""
        self._works.remove(work)

    def of_job(self, job: str) -> Work | None:
        """The one that a job asked for."""
        return next((work for work in self._works if job in work.askers), None)

    def of_engine(self, engine: str) -> Work | None:
        """The one that gets an engine."""
        return next((w for w in self._works if w.engine == engine and not w.cancelled), None)

    def pause(self, work: Work) -> None:
        """Let it stand, also across restarts."""
        if work.paused:
            return
        work.paused = True
        self._remember(work)
        if work is self._running:
            self._stop(work)
        else:
            self._stands(work)

    def go_on(self, work: Work) -> None:
        """It has its turn when those before it are done; one that stood goes on."""
        if work.paused:
            work.paused = False
            self._remember(work)
            if work is not self._running:
                work.enter(EngineJobState.QUEUED)
        self._say_who_waits()
        asyncio.get_running_loop().call_soon(self.begin)

    def cancel(self, work: Work) -> None:
        """End it for everyone who asked."""
        work.cancelled = True
        if work is self._running:
            self._stop(work)
        else:
            self._fail(work, _cancelled(work))

    async def close(self) -> None:
        """Let go of what runs; it goes on at the next start."""
        self._closed = True
        if self._task is not None:
            if self._running is not None and self._running.child is not None:
                self._running.child.let_go()
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def begin(self) -> None:
        """Start what is first in the queue, where nothing runs."""
        if self._closed or self._running is not None:
            return
        work = next((work for work in self._works if not work.stopping), None)
        if work is not None:
            self._running = work
            self._task = asyncio.get_running_loop().create_task(self._run(work))

    async def _run(self, work: Work) -> None:
        try:
            await self._bringing.bring(work, row_to_get(work.engine or None))
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
        self.begin()

    def _settle(self, work: Work) -> None:
        """One that was stopped before its end stands, ends, or has its turn again."""
        if work not in self._works:
            return
        if work.cancelled:
            self._fail(work, _cancelled(work))
        elif work.paused:
            self._stands(work)
        else:
            work.enter(EngineJobState.QUEUED)
            self.tell(work)

    def _end(self, work: Work, error: TonekilnError) -> None:
        if not work.stopping:
            self._fail(work, error)

    async def _ready(self, work: Work) -> None:
        engine = None
        if work.engine and not is_alone(work.engine):
            try:
                await self._catalogue.refresh()
                facts = await self._catalogue.read(work.engine)
                self._works.remove(work)
                engine = self._rows.row(facts)
            except TonekilnError as error:
                self._fail(work, error)
                return
        else:
            await self._catalogue.refresh()
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
        self.tell(work)

    def _remember(self, work: Work) -> None:
        for job in work.askers:
            self._journal.keep_anew(job, msgspec.json.encode(work.stored(job)))

    def _say_who_waits(self) -> None:
        first = next((work for work in self._works if not work.stopping), None)
        before = self._running or first
        for work in self._waiting():
            waits_for = f"{before.called} to be here" if before not in (None, work) else ""
            if work.waits_for != waits_for:
                work.waits_for = waits_for
                self.tell(work)

    def _waiting(self) -> Iterable[Work]:
        return [w for w in self._works if w.state is EngineJobState.QUEUED]

    def tell(self, work: Work) -> None:
        """Say how far it is to everyone who asked."""
        for job, client in work.askers.items():
            self._emit(client, job, EngineProgress(row=work.row(job)))

    def _emit(self, client: bytes, job: str, event: Message) -> None:
        self._outbox.emit(client, job, event)


def _cancelled(work: Work) -> Cancelled:
    return Cancelled(f"getting {work.called} was cancelled")
