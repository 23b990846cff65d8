"""What befalls a daemon, by means that need no rights: kills, locks, a full disk, odd clocks."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
from collections.abc import Callable

import psutil

from .hostile import Hostile
from .people import People
from .served import Served

LOCKED_SECONDS = FULL_SECONDS = HUNG_SECONDS = 1.0
_LARGEST_FILE = 32 << 10
"""Bytes a file may grow to on a disk that is full: less than any clip."""

_LOCK = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
db.execute("BEGIN EXCLUSIVE")
print(flush=True)
time.sleep(float(sys.argv[2]))
"""
_JUMPS = (86_400.0 * 400, -86_400.0 * 400, 3_600.0, -60.0, 0.0)

Trouble = Callable[[], None]


class Troubles:
    """Each method is one trouble, over when it returns."""

    def __init__(self, served: Served, people: People, hostile: Hostile, seed: int) -> None:
        self._served = served
        self._people = people
        self._hostile = hostile
        self._dice = random.Random(seed)
        self.counts: dict[str, int] = {}

    def befall(self, name: str) -> None:
        """The trouble of that name."""
        self.counts[name] = self.counts.get(name, 0) + 1
        {
            "worker killed": self._kill_worker,
            "worker stopped for a second": self._hang_worker,
            "daemon killed": self._kill_daemon,
            "database locked": self._lock,
            "disk full": self._fill,
            "clock set": self._set_clock,
            "hostile clients": self._let_hostile_in,
        }[name]()

    def _kill_worker(self) -> None:
        for worker in self._served.workers():
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.kill()

    def _hang_worker(self) -> None:
        workers = self._served.workers()
        for worker in workers:
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.suspend()
        self._people.mix(20, 20 / HUNG_SECONDS)
        for worker in workers:
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.resume()

    def _kill_daemon(self) -> None:
        self._served.kill()
        self._people.follow(self._served.start())

    def _lock(self) -> None:
        command = [
            sys.executable,
            "-c",
            _LOCK,
            str(self._served.home.database),
            str(LOCKED_SECONDS),
        ]
        holder = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert holder.stdout is not None
        holder.stdout.readline()
        self._people.mix(20, 20 / LOCKED_SECONDS)
        holder.communicate()

    def _fill(self) -> None:
        process = self._served.process
        _, hard = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (_LARGEST_FILE, hard))
        self._people.mix(20, 20 / FULL_SECONDS)
        process.rlimit(psutil.RLIMIT_FSIZE, (hard, hard))

    def _set_clock(self) -> None:
        self._served.set_clock(self._dice.choice(_JUMPS))

    def _let_hostile_in(self) -> None:
        facts = self._served.facts
        self._hostile.idle(facts, 100)
        self._hostile.noise(facts)
        self._hostile.never_reads(facts)
        self._hostile.false_name(facts)
