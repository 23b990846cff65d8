"""A daemon under attack: of this tree or another, killed, started again, its clock set."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from tonekiln.client.connection import ConnectionFacts, read_connection
from tonekiln.home import Home

QUEUE = 200
_CLOCK = Path(__file__).parent / "clock"
_SECONDS_TO_END = 120


class Served:
    """`python -m tonekilnd serve` in a home of its own.

    Attributes:
        facts: how it is reached, once it was started.
    """

    facts: ConnectionFacts

    def __init__(self, root: Path, tree: Path | None = None, *, threads: int = 2) -> None:
        self.home = Home(root / "home")
        self._clock = root / "clock"
        self._clock.write_bytes(struct.pack("d", 0.0))
        path = [str(_CLOCK), *_packages(tree), os.environ.get("PYTHONPATH", "")]
        self._environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(part for part in path if part),
            "TONEKILN_SOAK_CLOCK": str(self._clock),
            "TONEKILN_WORKER_THREADS": str(threads),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> ConnectionFacts:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "tonekilnd", "serve", f"--home={self.home.root}"]
        command += [f"--queue-limit={QUEUE}", "--warm=sketch"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self._environment
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith(b"ready"):
            raise RuntimeError("the daemon did not start")
        self.facts = read_connection(self.home.connection_file)
        return self.facts

    @property
    def process(self) -> psutil.Process:
        """The daemon."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def megabytes(self) -> float:
        """Its resident memory."""
        return float(self.process.memory_info().rss) / 1e6

    def workers(self) -> Sequence[psutil.Process]:
        """Its children."""
        return self.process.children()

    def set_clock(self, seconds: float) -> None:
        """Off by so many seconds from now on, workers' clocks too."""
        with self._clock.open("r+b") as file:
            file.write(struct.pack("d", seconds))

    def kill(self) -> None:
        """As a crash would."""
        assert self._process is not None
        workers = self.workers()
        self._process.kill()
        self._process.communicate()
        psutil.wait_procs(workers, _SECONDS_TO_END)

    def stop(self) -> None:
        """As the system would."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
            self._process.communicate(timeout=_SECONDS_TO_END)


def _packages(tree: Path | None) -> list[str]:
    return [] if tree is None else [str(tree / "bridge"), str(tree / "daemon")]
