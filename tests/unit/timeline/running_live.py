"""Live with our script in it, in this process."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from tests.unit.timeline.stand_in_live import Song

from tonekiln.home import Home
from tonekiln.timeline import live


@dataclass
class RunningLive:
    """Live with our script chosen; its main thread runs beside the test."""

    song: Song
    surface: object
    home: Home
    library: Path

    def __post_init__(self) -> None:
        self.road = live.road(self.home)
        self._ended = threading.Event()
        self._main = threading.Thread(target=self._run)
        self._main.start()

    def _run(self) -> None:
        while not self._ended.wait(0.01):
            self.surface.pass_a_tenth_of_a_second()

    def end(self) -> None:
        if self._ended.is_set():
            return
        self._ended.set()
        self._main.join()
        self.surface.disconnect()
