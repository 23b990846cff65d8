"""A daemon's life: one a home, wired, recovered, served, ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from pathlib import Path

import tonekiln
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.protocol import Failure
from tonekiln.protocol.errors import InternalError, TonekilnError

from .config import Settings
from .curve_keys import (
    load_keys,
    remove_connection_file,
    write_connection_file,
)
from .database import close_database, damage_found_in_peace
from .fit.levels import loudness
from .jobs.letters import Letter
from .jobs.recovery import adopt_the_rest, answer_for_unfinished
from .platform.signals import told_to_stop
from .wiring import doors_to, engines_of, getting_on, jobs_on, kept_in

log = logging.getLogger(__name__)

_HOUSEKEEPING_SECONDS = 5.0


class EndedUnexpectedly(Exception):  # noqa: N818 - named for what happened
    """A task that serves everybody ended by an error, which is the cause of this one."""


class DatabaseDamaged(Exception):  # noqa: N818 - a finding
    """Pages of the database are not what they should be; the next start makes it anew."""


def _identity_of(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of its name; None where it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


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
        self._lock = _identity_of(self._home.lock_file)
        self._wire()
        self._recover()
        with told_to_stop(self._stopping.set):
            await self._serve()

    async def _serve(self) -> None:
        serving = asyncio.ensure_future(self._doors.server.serve(self._doors.dispatcher.receive))
        await self._doors.osc.start()
        write_connection_file(
            self._home, load_keys(self._home), self._doors.server.endpoint, tonekiln.__version__
        )
        log.info("ready on %s", self._doors.server.endpoint)
        # Whoever started this process can wait for the line instead of looking for the file.
        with contextlib.suppress(OSError, ValueError):  # that reader may have gone already
            print(f"ready {self._doors.server.endpoint}", flush=True)  # noqa: T201
        housekeeping = asyncio.ensure_future(self._housekeeping())
        warming = asyncio.ensure_future(self._warm_up())
        adopting = asyncio.ensure_future(
            adopt_the_rest(self._kept.journal, self._kept.library, self._jobs.threads)
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
        self._kept = kept_in(home, settings, doubt=self._doubt)
        self._engines = engines_of(home, settings)
        self._jobs = jobs_on(self._kept, self._engines, settings, self._deliver)
        self._getting = getting_on(home, settings, self._kept, self._engines, self._jobs)
        self._doors = doors_to(
            home,
            settings,
            self._kept,
            self._engines,
            self._jobs,
            self._getting,
            began=self._began,
            shut_down=self._stopping.set,
        )

    def _deliver(self, client: bytes, letter: Letter) -> bool:
        """Jobs come before the doors that answer for them."""
        return self._doors.deliver(client, letter)

    def _recover(self) -> None:
        answer_for_unfinished(self._kept.journal, self._kept.library, self._jobs.outbox)
        self._kept.inputs.clear_leftovers()
        self._engines.catalogue.look()
        self._getting.jobs.recover()

    async def _warm_up(self) -> None:
        self._jobs.threads.submit(loudness.preload)
        self._jobs.threads.submit(self._kept.presets.rows)  # thousands take a second to read
        for name in self._settings.warm:
            try:
                facts = await self._engines.catalogue.read(name)
                lease = await self._engines.residency.acquire(facts, lambda _done, _what: None)
                lease.release()
            except TonekilnError as error:
                log.warning("cannot warm %s: %s", name, error)

    async def _read_database(self) -> None:
        """The database is read whole once, in peace; a damaged one is made anew by a start."""
        jobs = self._jobs.scheduler
        said = await damage_found_in_peace(self._home.database, lambda: not jobs.jobs)
        if said:
            log.error("the database is damaged, and is made anew: %s", said)
            self._reason = DatabaseDamaged(said)
            self._stopping.set()

    async def _housekeeping(self) -> None:
        while True:
            await asyncio.sleep(_HOUSEKEEPING_SECONDS)
            if _identity_of(self._home.lock_file) != self._lock:
                # Another daemon may serve a home made anew, and nothing there is ours to sweep.
                log.critical("the home was taken away: ending")
                self._stopping.set()
                return
            await self._engines.residency.evict_expired()
            self._jobs.outbox.settle()
            self._kept.inputs.sweep_now_and_then()
            if self._idle_for_too_long():
                log.info("nobody has asked for anything in a while: ending")
                self._stopping.set()

    def _idle_for_too_long(self) -> bool:
        longest = self._settings.exit_when_idle
        if not longest or self._jobs.scheduler.jobs or self._getting.jobs.busy:
            return False
        last = max(self._doors.last_heard, self._began)
        return time.monotonic() - last > longest

    async def _close(self, tasks: list[asyncio.Future[None]]) -> None:
        log.info("stopping")
        for job in self._jobs.scheduler.drop_waiting():
            self._jobs.outbox.emit(
                job.client, job.id, Failure.of(InternalError("the daemon was stopped"), job.id)
            )
        try:
            remove_connection_file(self._home)
        except OSError as error:  # its readers see that no such process runs
            log.warning("the connection file stays behind: %s", error)
        for task in tasks:
            task.cancel()
        await self._getting.jobs.close()
        await self._jobs.scheduler.close()
        await self._engines.residency.close()
        self._doors.osc.close()
        self._jobs.threads.shutdown(wait=True, cancel_futures=True)
        self._jobs.outbox.settle()
        self._doors.server.close()
        try:
            self._kept.library.end()
            close_database(self._kept.database)
        except (sqlite3.Error, TonekilnError, Unreadable) as error:
            log.warning("the next start looks at everything: %s", error)
