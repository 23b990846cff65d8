"""Our script, as installed, run by Lua in a stand-in that keeps REAPER's calls."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from tests.patience import PATIENCE_SECONDS
from tests.patient_road import patient

from tonekiln.home import Home
from tonekiln.timeline import reaper
from tonekiln.timeline.road import Road

LUA = shutil.which("lua5.4") or shutil.which("lua")
STAND_IN = Path(__file__).parent / "unit" / "timeline" / "scripts" / "stand_in_reaper.lua"

EVEN_BARS = "for bar = 0, 20 do project.bars[bar + 1] = bar * 2 end"
"""4/4 at 120."""


@dataclass
class RunningReaper:
    """REAPER's stand-in with the script in it.

    Attributes:
        road: into it.
        folder: where its scene is and its state will be.
    """

    road: Road
    folder: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, home: Home, script: Path, folder: Path, scene: str) -> RunningReaper:
        """Start it with the installed `script` on a project; returns when the script listens."""
        if LUA is None:
            pytest.skip("Lua is not installed: apt-get install lua5.4")
        folder.mkdir()
        (folder / "scene.lua").write_text(scene)
        process = subprocess.Popen([LUA, str(STAND_IN), str(script), str(folder)])
        running = cls(patient(reaper.road(home)), folder, process)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not running.road.channel.listening():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return running

    def state(self) -> list[dict[str, str]]:
        """End it, and read how the project stands."""
        (self.folder / "stop").touch()
        assert self.process.wait(PATIENCE_SECONDS) == 0
        return [dict(parse_qsl(line)) for line in (self.folder / "state").read_text().splitlines()]

    def items(self) -> list[dict[str, str]]:
        """End it, and read which items there are."""
        return [line for line in self.state() if "item" in line]

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()
