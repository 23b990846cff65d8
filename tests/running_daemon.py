"""A real daemon process for a test, in a home of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from tests.patience import PATIENCE_SECONDS

from tonekiln.client.blocking import Client
from tonekiln.home import Home


@dataclass
class RunningDaemon:
    """`python -m tonekilnd serve`, started and ended by the test."""

    home: Home
    flags: tuple[str, ...] = ()
    process: subprocess.Popen[str] | None = field(default=None, init=False)

    def start(self) -> RunningDaemon:
        """Start it and wait for its ready line."""
        self.process = subprocess.Popen(
            [*self.command(), *self.flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready tcp://"), self.process.communicate()[1]
        return self

    def command(self) -> list[str]:
        """What starts it, before the flags."""
        return [sys.executable, "-m", "tonekilnd", "serve", f"--home={self.home.root}"]

    def client(self, **options) -> Client:
        """A client of this daemon."""
        return Client(self.home, **options)

    def processes(self) -> list[psutil.Process]:
        """The daemon and its workers."""
        assert self.process is not None
        daemon = psutil.Process(self.process.pid)
        return [daemon, *daemon.children(recursive=True)]

    def kill(self) -> None:
        """End it as a crash would, and see its workers go."""
        workers = self.processes()[1:]
        assert self.process is not None
        self.process.kill()
        self._collect()
        assert not psutil.wait_procs(workers, PATIENCE_SECONDS)[1], "workers outlived their daemon"

    def stop(self) -> int:
        """End it by SIGTERM; returns the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        return self._collect()

    def _collect(self) -> int:
        assert self.process is not None
        self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode


def library_files(home: Home) -> list[Path]:
    """Everything in the library's folder but what it writes beside the clips."""
    lines = {home.library / "plans.jsonl", home.library / "marks.jsonl"}
    return sorted(set(home.library.iterdir()) - lines) if home.library.exists() else []
