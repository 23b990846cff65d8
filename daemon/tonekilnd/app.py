"""The composition root: the only module that knows everyone."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import tonekiln
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.protocol import Failure
from tonekiln.protocol.errors import InternalError, TonekilnError

from .config import Settings
from .database import close_database, damage_found_in_peace, is_large, open_database
from .domain import EngineFacts
from .engines.base import EngineSettings, engine_settings
from .engines.catalogue import EngineCatalogue
from .engines.registry import EngineRegistry
from .engines.worker.launch import WorkerLaunch
from .engines.worker.process import ProcessWorker
from .fit import loudness
from .inputs.store import InputStore
from .jobs.estimate import Estimates
from .jobs.inputs import Inputs
from .jobs.intake import Intake
from .jobs.journal import Journal
from .jobs.memory import Budget
from .jobs.outbox import Outbox
from .jobs.pipeline import Pipeline
from .jobs.plans import Plans
from .jobs.recovery import adopt_the_rest, answer_for_unfinished
from .jobs.residency import Residency
from .jobs.scheduler import Scheduler
from .keys import (
    load_keys,
    remove_connection_file,
    write_connection_file,
)
from .library.index import ClipIndex
from .library.plan_lines import PlanLines
from .library.store import Library
from .platform.signals import told_to_stop
from .presets import PresetShelf
from .transport.dispatch import Dispatcher
from .transport.handlers import DaemonFacts, Handlers
from .transport.osc_senders import OscClient
from .transport.osc_server import OscServer
from .transport.placing import Placing
from .transport.zmq_server import ZmqServer

log = logging.getLogger(__name__)

_HOUSEKEEPING_SECONDS = 5.0


class EndedUnexpectedly(Exception):  # noqa: N818 - named for what happened
    """A task that serves everybody ended by an error, which is the cause of this one."""


class DatabaseDamaged(Exception):  # noqa: N818 - a finding
    """Pages of the database are not what they should be; the next start makes it anew."""


class Daemon:
    """Everything, wired. Must be made on the event loop's thread."""

    def __init__(self, home: Home, settings: Settings, *, doubt: bool = False) -> None:
        self._home = home
        self._doubt = doubt
        self._settings = settings
        self._began = time.monotonic()
        self._reason: BaseException | None = None

    async def run(self) -> None:
        """Serve until told to stop."""
        self._stopping = asyncio.Event()
        self._wire()
        self._recover()
        with told_to_stop(self._stopping.set):
            await self._serve()

    async def _serve(self) -> None:
        serving = asyncio.ensure_future(self._server.serve(self._dispatcher.receive))
        await self._osc.start()
        write_connection_file(
            self._home, load_keys(self._home), self._server.endpoint, tonekiln.__version__
        )
        log.info("ready on %s", self._server.endpoint)
        # Whoever started this process can wait for the line instead of looking for the file.
        with contextlib.suppress(OSError, ValueError):  # that reader may have gone already
            print(f"ready {self._server.endpoint}", flush=True)  # noqa: T201
        housekeeping = asyncio.ensure_future(self._housekeeping())
        warming = asyncio.ensure_future(self._warm_up())
        adopting = asyncio.ensure_future(
            adopt_the_rest(self._journal, self._library, self._threads)
        )
        reading = asyncio.ensure_future(self._read_database())
        for task in (serving, housekeeping):
            task.add_done_callback(self._ended)
        await self._stopping.wait()
        await self._close([serving, housekeeping, warming, adopting, reading])
        if self._reason is not None:
            raise EndedUnexpectedly from self._reason

    def _ended(self, task: asyncio.Future[None]) -> None:
        """What the daemon cannot do without has ended: it ends too, and never stays on deaf."""
        if not task.cancelled() and not self._stopping.is_set():
            self._reason = task.exception()
            log.critical("a task ended that never should", exc_info=self._reason)
            self._stopping.set()

    def _wire(self) -> None:
        home, settings = self._home, self._settings
        for_engines = engine_settings(home.root, settings)
        self._database = open_database(home.database, whole=self._doubt)
        database = self._database
        self._library = Library(
            settings.library_folder(home), ClipIndex(database), settings.library_quota_bytes
        )
        self._journal = Journal(database, PlanLines(self._library.folder))
        self._server = ZmqServer(
            load_keys(home),
            settings.allowed_clients,
            port=settings.port,
            allow_remote=settings.allow_remote,
        )
        self._outbox = Outbox(self._journal, self._deliver)
        self._catalogue = EngineCatalogue(EngineRegistry.installed(), for_engines)
        self._launch = _worker_launch(home, settings, for_engines)
        self._residency = Residency(
            self._start_worker,
            Budget(settings.memory_budget(), settings.device_budget_bytes),
            settings.keep_alive_seconds,
            self._catalogue.known,
        )
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="fit")
        estimates = Estimates(self._journal)
        pipeline = Pipeline(
            catalogue=self._catalogue,
            residency=self._residency,
            library=self._library,
            outbox=self._outbox,
            estimates=estimates,
            threads=self._threads,
        )
        self._scheduler = Scheduler(pipeline.run, settings.queue_limit, settings.running_limit)
        presets = PresetShelf(home.presets)
        self._inputs = Inputs(InputStore(home.inputs), self._library, self._journal)
        plans = Plans(
            catalogue=self._catalogue,
            presets=presets,
            inputs=self._inputs,
            library=self._library,
            journal=self._journal,
            default_engine=settings.default_engine,
        )
        intake = Intake(
            plans=plans,
            inputs=self._inputs,
            catalogue=self._catalogue,
            journal=self._journal,
            outbox=self._outbox,
            scheduler=self._scheduler,
            estimates=estimates,
        )
        placing = Placing(home, self._library)
        self._osc = OscServer(
            intake, self._scheduler, self._residency, placing, self._library, settings
        )
        handlers = Handlers(
            facts=DaemonFacts(
                daemon=uuid.uuid4().hex,
                home=home.root,
                default_engine=settings.default_engine,
                memory_budget_bytes=settings.memory_budget(),
                osc_port=settings.osc_port or None,
                started=self._began,
            ),
            intake=intake,
            inputs=self._inputs,
            scheduler=self._scheduler,
            residency=self._residency,
            catalogue=self._catalogue,
            library=self._library,
            presets=presets,
            placing=placing,
            outbox=self._outbox,
            count_clients=lambda: self._server.clients,
            shut_down=self._stopping.set,
        )
        self._dispatcher = Dispatcher(
            handlers.table(), self._server.deliver, self._outbox.heard_from
        )

    def _deliver(self, client: bytes, frames: Sequence[bytes]) -> bool:
        if isinstance(client, OscClient):
            return self._osc.deliver(client, frames)
        return self._server.deliver(client, frames)

    def _start_worker(self, facts: EngineFacts) -> ProcessWorker:
        return self._launch.start(facts.name, facts.device, facts.interpreter)

    def _recover(self) -> None:
        answer_for_unfinished(self._journal, self._library, self._outbox)
        self._inputs.clear_leftovers()
        self._catalogue.refresh()

    async def _warm_up(self) -> None:
        self._threads.submit(loudness.preload)
        for name in self._settings.warm:
            try:
                facts = await self._catalogue.read(name)
                lease = await self._residency.acquire(facts, lambda _done, _what: None)
                lease.release()
            except TonekilnError as error:
                log.warning("cannot warm %s: %s", name, error)

    async def _read_database(self) -> None:
        """A large database is read whole once, in peace; a damaged one is made anew by a start."""
        if not is_large(self._database):
            return
        said = await damage_found_in_peace(self._home.database, lambda: not self._scheduler.jobs)
        if said:
            log.error("the database is damaged, and is made anew: %s", said)
            self._reason = DatabaseDamaged(said)
            self._stopping.set()

    async def _housekeeping(self) -> None:
        while True:
            await asyncio.sleep(_HOUSEKEEPING_SECONDS)
            await self._residency.evict_expired()
            self._outbox.settle()
            self._inputs.sweep_now_and_then()
            if self._idle_for_too_long():
                log.info("nobody has asked for anything in a while: ending")
                self._stopping.set()

    def _idle_for_too_long(self) -> bool:
        longest = self._settings.exit_when_idle
        if not longest or self._scheduler.jobs:
            return False
        last = max(self._server.last_heard, self._osc.last_heard, self._began)
        return time.monotonic() - last > longest

    async def _close(self, tasks: list[asyncio.Future[None]]) -> None:
        log.info("stopping")
        for job in self._scheduler.drop_waiting():
            self._outbox.emit(
                job.client, job.id, Failure.of(InternalError("the daemon was stopped"), job.id)
            )
        try:
            remove_connection_file(self._home)
        except OSError as error:  # its readers see that no such process runs
            log.warning("the connection file stays behind: %s", error)
        for task in tasks:
            task.cancel()
        await self._scheduler.close()
        await self._residency.close()
        self._osc.close()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._server.close()
        try:
            self._library.end()
            close_database(self._database)
        except (sqlite3.Error, TonekilnError, Unreadable) as error:
            log.warning("the next start looks at everything: %s", error)


def _worker_launch(home: Home, settings: Settings, engine: EngineSettings) -> WorkerLaunch:
    arguments = (
        f"--home={home.root}",
        f"--threads={engine.threads}",
        f"--precision={engine.precision}",
        f"--nice={settings.worker_nice}",
    )
    return WorkerLaunch(
        arguments, engine.threads, home.run / "workers.log", settings.cancel_grace_seconds
    )
