"""The daemon put together floor by floor; a floor is given those below it, and nothing above.

Whoever needs half a daemon (a test, a process that runs jobs and listens on no socket) wires the
floors up to the one that it needs. To be called on the event loop's thread.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tonekiln.home import Home

from .config import Settings
from .curve_keys import load_keys
from .database import open_database
from .domain import EngineFacts
from .engines.catalogue.catalogue import EngineCatalogue
from .engines.catalogue.registry import EngineRegistry
from .engines.checkpoints.store import Store
from .engines.contract import engine_settings
from .engines.worker.launch import WorkerLaunch
from .engines.worker.process import ProcessWorker
from .getting.engine_jobs import EngineJobs
from .getting.lacks import Needs
from .getting.removing import Removing
from .getting.rows import EngineRows
from .getting.tokens import Tokens
from .inputs.store import InputStore
from .jobs.estimate import Estimates
from .jobs.inputs import Inputs
from .jobs.intake import Intake
from .jobs.journal import Journal
from .jobs.letters import Deliver, Letter
from .jobs.outbox import Outbox
from .jobs.pipeline import Pipeline
from .jobs.plans import Plans
from .jobs.scheduler import Scheduler
from .jobs.warm_engines.memory import Budget
from .jobs.warm_engines.residency import Residency
from .library.index import ClipIndex
from .library.plan_lines import PlanLines
from .library.store import Library
from .presets import PresetShelf
from .privacy import close_what_was_made
from .transport.dispatch import Dispatcher
from .transport.getting_handlers import GettingHandlers
from .transport.handlers import DaemonFacts, Handlers
from .transport.osc.senders import OscClient
from .transport.osc.server import OscServer
from .transport.placing import Placing
from .transport.programs import Programs
from .transport.zmq_server import ZmqServer

FIT_THREADS = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in the home."""

    database: sqlite3.Connection
    journal: Journal
    library: Library
    inputs: Inputs
    presets: PresetShelf


def kept_in(home: Home, settings: Settings, *, doubt: bool = False) -> Kept:
    """The ground floor: the database, the clips, the inputs, the presets.

    Args:
        home: whose.
        settings: where the library lies, and how much it may hold.
        doubt: read the whole database before it is trusted.
    """
    database = open_database(home.database, whole=doubt)
    library = Library(
        settings.library_folder(home), ClipIndex(database), settings.library_quota_bytes
    )
    journal = Journal(database, PlanLines(library.folder))
    inputs = Inputs(InputStore(home.inputs), library, journal)
    close_what_was_made(home)
    return Kept(database, journal, library, inputs, PresetShelf(home.presets))


@dataclass(frozen=True, slots=True)
class Engines:
    """Which engines there are, and those that are warm."""

    catalogue: EngineCatalogue
    residency: Residency


def engines_of(home: Home, settings: Settings) -> Engines:
    """Those installed, each warm in a worker process of its own; stands on no other floor."""
    for_engines = engine_settings(home.root, settings)
    arguments = (
        f"--home={home.root}",
        f"--threads={for_engines.threads}",
        f"--precision={for_engines.precision}",
        f"--nice={settings.worker_nice}",
    )
    launch = WorkerLaunch(
        arguments, for_engines.threads, home.run / "workers.log", settings.cancel_grace_seconds
    )

    def start(facts: EngineFacts) -> ProcessWorker:
        return launch.start(facts.name, facts.device, facts.interpreter)

    catalogue = EngineCatalogue(EngineRegistry.installed(), for_engines)
    budget = Budget(settings.memory_budget(), settings.device_budget_bytes)
    residency = Residency(start, budget, settings.keep_alive_seconds, catalogue.known)
    return Engines(catalogue, residency)


@dataclass(frozen=True, slots=True)
class Jobs:
    """From a request to its clips.

    Attributes:
        threads: that fit takes.
    """

    outbox: Outbox
    scheduler: Scheduler
    intake: Intake
    threads: ThreadPoolExecutor


def jobs_on(kept: Kept, engines: Engines, settings: Settings, deliver: Deliver) -> Jobs:
    """Requests planned, queued, made and answered.

    Args:
        kept: where clips, Plans and events go.
        engines: that make takes.
        settings: the queue's bounds, the default engine.
        deliver: how events get to clients.
    """
    outbox = Outbox(kept.journal, deliver)
    estimates = Estimates(kept.journal)
    threads = ThreadPoolExecutor(max_workers=FIT_THREADS, thread_name_prefix="fit")
    pipeline = Pipeline(
        catalogue=engines.catalogue,
        residency=engines.residency,
        library=kept.library,
        outbox=outbox,
        estimates=estimates,
        threads=threads,
    )
    scheduler = Scheduler(pipeline.run, settings.queue_limit, settings.running_limit)
    kept.inputs.beside(lambda: sum(job.most_bytes for job in scheduler.jobs))
    plans = Plans(
        catalogue=engines.catalogue,
        presets=kept.presets,
        inputs=kept.inputs,
        library=kept.library,
        journal=kept.journal,
        default_engine=settings.default_engine,
    )
    intake = Intake(
        plans=plans,
        inputs=kept.inputs,
        catalogue=engines.catalogue,
        journal=kept.journal,
        outbox=outbox,
        scheduler=scheduler,
        estimates=estimates,
    )
    return Jobs(outbox, scheduler, intake, threads)


@dataclass(frozen=True, slots=True)
class Getting:
    """Engines brought and removed."""

    jobs: EngineJobs
    removing: Removing
    rows: EngineRows
    tokens: Tokens


def getting_on(home: Home, settings: Settings, kept: Kept, engines: Engines, jobs: Jobs) -> Getting:
    """Jobs that get engines; they share journal and events with those that make clips."""
    rows = EngineRows(engines.residency, kept.journal, settings.memory_budget())
    tokens = Tokens(home)
    needs = Needs(engine_settings(home.root, settings))
    getting = EngineJobs(home, engines.catalogue, rows, kept.journal, jobs.outbox, needs, tokens)
    removing = Removing(getting, engines.catalogue, engines.residency, rows, Store(home.root))
    return Getting(getting, removing, rows, tokens)


@dataclass(frozen=True, slots=True)
class Doors:
    """Where clients come in."""

    server: ZmqServer
    osc: OscServer
    dispatcher: Dispatcher

    @property
    def last_heard(self) -> float:
        """When anybody last said anything, by the monotonic clock."""
        return max(self.server.last_heard, self.osc.last_heard)

    def deliver(self, client: bytes, letter: Letter) -> bool:
        """By the door that the client came in by."""
        if isinstance(client, OscClient):
            return self.osc.deliver(client, letter)
        return self.server.deliver(client, letter)


def doors_to(
    home: Home,
    settings: Settings,
    kept: Kept,
    engines: Engines,
    jobs: Jobs,
    getting: Getting,
    *,
    began: float,
    shut_down: Callable[[], None],
) -> Doors:
    """The sockets, and what each message asks of the floors below.

    Args:
        home: whose keys clients hold.
        settings: ports, who may come in.
        kept: the ground floor.
        engines: those there are.
        jobs: what requests are handed to.
        getting: what requests for engines are handed to.
        began: when the daemon began, by the monotonic clock.
        shut_down: ends the daemon.
    """
    server = ZmqServer(
        load_keys(home),
        settings.allowed_clients,
        port=settings.port,
        allow_remote=settings.allow_remote,
    )
    server.followed_by(jobs.outbox)
    placing = Placing(home, kept.library)
    osc = OscServer(jobs.intake, jobs.scheduler, engines.residency, placing, kept.library, settings)
    getters = GettingHandlers(getting.jobs, getting.removing, getting.tokens)
    handlers = Handlers(
        facts=DaemonFacts(
            daemon=uuid.uuid4().hex,
            home=home.root,
            default_engine=settings.default_engine,
            memory_budget_bytes=settings.memory_budget(),
            osc_port=settings.osc_port or None,
            started=began,
        ),
        intake=jobs.intake,
        inputs=kept.inputs,
        scheduler=jobs.scheduler,
        residency=engines.residency,
        catalogue=engines.catalogue,
        library=kept.library,
        presets=kept.presets,
        placing=placing,
        rows=getting.rows,
        outbox=jobs.outbox,
        count_clients=lambda: server.clients,
        forget_client=server.forget,
        programs=Programs(server.heard_lately),
        shut_down=shut_down,
    )
    table = handlers.table() | getters.table()
    return Doors(server, osc, Dispatcher(table, server.deliver, jobs.outbox.heard_from))
