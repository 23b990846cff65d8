"""A real OSC port in this process, with everything behind it but engines."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from pythonosc.osc_message import OscMessage
from tests.osc_surface import free_port, message
from tests.patience import PATIENCE_SECONDS

from tonekiln.home import Home
from tonekilnd.config import Settings
from tonekilnd.database import open_database
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.engines.catalogue.registry import EngineRegistry
from tonekilnd.engines.contract import engine_settings
from tonekilnd.inputs.store import InputStore
from tonekilnd.jobs.estimate import Estimates
from tonekilnd.jobs.inputs import Inputs
from tonekilnd.jobs.intake import Intake
from tonekilnd.jobs.job import Job
from tonekilnd.jobs.journal import Journal
from tonekilnd.jobs.outbox import Outbox
from tonekilnd.jobs.plans import Plans
from tonekilnd.jobs.scheduler import Scheduler
from tonekilnd.jobs.warm_engines.memory import Budget
from tonekilnd.jobs.warm_engines.residency import Residency
from tonekilnd.library.index import ClipIndex
from tonekilnd.library.store import Library
from tonekilnd.presets import PresetShelf
from tonekilnd.transport.osc import senders
from tonekilnd.transport.osc.server import OscServer
from tonekilnd.transport.placing import Placing

_ASKED_AGAIN_SECONDS = 5.0


class OscPort:
    """The port, on a loop in a thread of its own, and a surface that speaks to it.

    Args:
        folder: the home is made in it.
    """

    def __init__(self, folder: Path) -> None:
        self._numbers = count()
        self._faults = _Faults()
        logging.getLogger("tonekilnd").addHandler(self._faults)
        logging.getLogger("asyncio").addHandler(self._faults)
        self._surface = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._surface.bind(("127.0.0.1", 0))
        self._surface.settimeout(_ASKED_AGAIN_SECONDS)
        # What is tried is how packets are read, ten thousand in a row: none may be cut.
        self._allowed = {name: 1e9 for name in vars(senders) if "MESSAGES" in name}
        self._usual = {name: getattr(senders, name) for name in self._allowed}
        vars(senders).update(self._allowed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._port = free_port()
        self._on_loop(self._open(Home(folder / "home")))

    def take(self, packet: bytes) -> None:
        """Send a packet; raises AssertionError unless the port takes it well."""
        named = f"still-there-{next(self._numbers)}"
        asked = message("/tonekiln/cancel", named)
        self._surface.sendto(packet, ("127.0.0.1", self._port))
        self._surface.sendto(asked, ("127.0.0.1", self._port))
        for answer in self._answers(asked):
            if answer.address == "/tonekiln/error":
                assert answer.params[1] != "internal", answer.params
                if answer.params[0] == named:
                    break
        assert not self._faults.seen, self._faults.seen

    def _answers(self, asked: bytes) -> Iterator[OscMessage]:
        """What comes; where nothing does, it is asked again.

        A bundle has hundreds of answers, of which the system drops what a surface on a busy machine
        does not read in time.
        """
        given_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < given_up:
            try:
                yield OscMessage(self._surface.recv(65_536))
            except TimeoutError:
                self._surface.sendto(asked, ("127.0.0.1", self._port))
        raise AssertionError("the port fell silent")

    def close(self) -> None:
        """End it all."""
        self._on_loop(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._surface.close()
        vars(senders).update(self._usual)
        for name in ("tonekilnd", "asyncio"):
            logging.getLogger(name).removeHandler(self._faults)

    def _on_loop(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)

    async def _open(self, home: Home) -> None:
        settings = Settings(osc_port=self._port)
        home.run.mkdir(parents=True)
        self._database = open_database(home.database)
        journal = Journal(self._database)
        library = Library(home.library, ClipIndex(self._database), 0)
        outbox = Outbox(journal, lambda _client, _letter: False)
        catalogue = EngineCatalogue(
            EngineRegistry.installed(), engine_settings(home.root, settings)
        )
        catalogue.look()
        self._scheduler = Scheduler(_made_at_once, settings.queue_limit, settings.running_limit)
        residency = Residency(_no_worker, Budget(2**30, 0), 60.0, catalogue.known)
        inputs = Inputs(InputStore(home.inputs), library, journal)
        plans = Plans(
            catalogue=catalogue,
            presets=PresetShelf(home.presets),
            inputs=inputs,
            library=library,
            journal=journal,
            default_engine="sketch",
        )
        intake = Intake(
            plans=plans,
            inputs=inputs,
            catalogue=catalogue,
            journal=journal,
            outbox=outbox,
            scheduler=self._scheduler,
            estimates=Estimates(journal),
        )
        placing = Placing(home, library)
        self._server = OscServer(intake, self._scheduler, residency, placing, library, settings)
        await self._server.start()

    async def _shut(self) -> None:
        self._server.close()
        await self._scheduler.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)
        self._database.close()


class _Faults(logging.Handler):
    """What the port logs of itself that it should never have to."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(logging.Formatter().format(record))


async def _made_at_once(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.fraction = 1.0


def _no_worker(*_: object) -> Any:
    raise AssertionError("no engine is asked for")
