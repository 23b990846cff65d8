"""Repairs that are the daemon's: it alone writes the index, the library and the inputs.

What lies around them is mended at each of its starts. One that runs is ended for it once it has
no jobs, and started again as it was.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import psutil
from filelock import FileLock

from tonekiln import in_the_way
from tonekiln.cli.answer import count
from tonekiln.cli.daemon_package import ask_daemon_package
from tonekiln.cli.ending import wait_for_end
from tonekiln.client.blocking import Client
from tonekiln.client.connection import read_connection
from tonekiln.client.launch import open_client, start_daemon
from tonekiln.home import Home
from tonekiln.platform import commands, open_files
from tonekiln.protocol.errors import Busy, DaemonUnreachable, TonekilnError

_ADOPTED_SECONDS = 120.0
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class RemoveStale:
    """Remove the connection file of a daemon that has gone; the keys in it are kept elsewhere."""

    home: Home
    order: ClassVar[int] = 0

    @property
    def typed(self) -> str:
        """The same on the command line."""
        return commands.remove(self.home.connection_file)

    def __call__(self) -> str:
        """Remove it, unless a daemon has come meanwhile."""
        with FileLock(self.home.lock_file, timeout=0):
            open_files.unlink(self.home.connection_file, missing_ok=True)
        return "removed the connection file of a daemon that has gone"


@dataclass(frozen=True, slots=True)
class StartAgain:
    """Let the daemon start: it reads what its index does not know, and sweeps what broke off."""

    home: Home
    order: ClassVar[int] = 1

    def __call__(self) -> str:
        """Start it, ending one that runs before; returns once it has read what it found."""
        self.home.doubt_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home.doubt_file.touch(mode=0o600)
        try:
            pid = read_connection(self.home.connection_file).pid
        except DaemonUnreachable:
            start_daemon(self.home)
            said = "started the daemon, which mends this at each start"
        else:
            self._again(pid)
            said = f"ended daemon {pid} and started it again, in the background"
        self._wait_until_read()
        return said

    def _again(self, pid: int) -> None:
        command: Sequence[str] = ()
        with contextlib.suppress(psutil.Error):
            command = psutil.Process(pid).cmdline()
        with Client(self.home) as client:
            if client.status().jobs:
                raise Busy(
                    "the daemon has jobs, and must start again for this",
                    hint="tonekiln doctor --repair, once they are done",
                )
            client.shutdown()
        wait_for_end(pid)
        start_daemon(self.home, command)

    def _wait_until_read(self) -> None:
        """Many files are read while others are answered."""
        deadline = time.monotonic() + _ADOPTED_SECONDS
        pid = read_connection(self.home.connection_file).pid
        while time.monotonic() < deadline:
            found = ask_daemon_package("survey", f"--home={self.home.root}", f"--daemon={pid}")
            if not any(f["mended"] == "by_a_start" for f in found["findings"]):
                return
            time.sleep(_LOOK_SECONDS)


@dataclass(frozen=True, slots=True)
class MakeAgain:
    """Make clips again from their Plans, in their old places; a damaged file is set aside."""

    home: Home
    plans: tuple[str, ...]
    damaged: tuple[str, ...]
    order: ClassVar[int] = 2

    def __call__(self) -> str:
        """Make them; what cannot be made is said with the reason."""
        for path in self.damaged:
            in_the_way.set_aside(Path(path), "it is no clip any more")
        failed: list[str] = []
        made = 0
        with open_client(self.home) as client:
            for plan_id in self.plans:
                try:
                    made += len(client.remake(plan_id).result().clips)
                except TonekilnError as error:
                    failed.append(f"{error} ({error.hint})" if error.hint else str(error))
        aside = f", set aside {count(len(self.damaged), 'damaged file')}" if self.damaged else ""
        lost = f"; {len(failed)} could not be made: {failed[0]}" if failed else ""
        return f"made {count(made, 'clip')} again{aside}{lost}"
