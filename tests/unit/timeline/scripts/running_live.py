"""Live with our script in it, in this process."""

from __future__ import annotations

import importlib
import sys
import threading
import types
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.unit.timeline.scripts import stand_in_live
from tests.unit.timeline.scripts.stand_in_live import Song

from tonekiln.home import Home
from tonekiln.timeline import live


def imported_script(home: Home, library: Path, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Our package, installed and imported as Live does from the User Library."""
    library.mkdir()
    live.installation(home, library).write()
    stubs = {name: types.ModuleType(name) for name in ("Live", "ableton", "ableton.v2")}
    stubs["Live"].Clip = stand_in_live
    stubs["ableton.v2.control_surface"] = stand_in_live
    for name, stub in stubs.items():
        monkeypatch.setitem(sys.modules, name, stub)
    monkeypatch.syspath_prepend(str(library / "Remote Scripts"))
    for name in [name for name in sys.modules if name.split(".")[0] == "Tonekiln"]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("Tonekiln")


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
