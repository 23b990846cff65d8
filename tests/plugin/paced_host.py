"""The plugin under a host at real-time pace (`tests/audio/paced_Host.cpp` of the plugin)."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE_SECONDS
from tests.plugin.native_tests import PROGRAM

Said = dict[str, Any]


class PacedHost:
    """A running one. Times are those of `time.monotonic`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._lines: list[Said] = []
        self._read = 0
        self._arrived = threading.Condition()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def ask(self, engine: str, words: str) -> None:
        """Generate, as the window's button does."""
        self._tell(f"ask {engine} {words}")

    def wait_for(self, wanted: Callable[[Said], object], seconds: float = PATIENCE_SECONDS) -> Said:
        """The next thing it says that is wanted; what was said before that is passed over."""
        with self._arrived:
            while True:
                while self._read < len(self._lines):
                    line = self._lines[self._read]
                    self._read += 1
                    if wanted(line):
                        return line
                assert self._arrived.wait(seconds), self._lines[-3:]

    def wait_until_shown(self, wanted: Callable[[Said], object], seconds: float) -> Said:
        """The same, of what the window shows."""
        return self.wait_for(lambda line: "status" in line and wanted(line), seconds)

    def count(self) -> Said:
        """What became of the audio since the last count."""
        self._tell("count")
        return self.wait_for(lambda line: "blocks" in line)

    def end(self) -> None:
        """Have it close its session, and see that it ends well."""
        self._tell("quit")
        assert self._process.wait(PATIENCE_SECONDS) == 0

    def stop_listening(self) -> None:
        """Once its process has ended."""
        self._reader.join(PATIENCE_SECONDS)

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                with self._arrived:
                    self._lines.append(json.loads(line))
                    self._arrived.notify_all()


@contextmanager
def paced_host(home: Path) -> Iterator[PacedHost]:
    """Start it on a home; end it afterwards."""
    with subprocess.Popen(
        [PROGRAM, "a host at real-time pace"],
        env={**os.environ, "TONEKILN_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        host = PacedHost(process)
        try:
            yield host
            host.end()
        finally:
            process.kill()
            host.stop_listening()
