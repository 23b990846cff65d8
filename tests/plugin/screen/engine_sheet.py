"""The sheet of engines in an open window: where a person finds it all, and whether it says so.

What it has to show is drawn by the plugin's own code from what the daemon tells this test.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image, ImageChops
from tests.patience import PATIENCE_SECONDS
from tests.plugin.native_tests import PROGRAM
from tests.plugin.screen.editor_map import read_map
from tests.plugin.screen.masthead import ALIKE
from tests.plugin.screen.plugin_window import PluginWindow

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import EngineJobRow, EngineList, EngineRow

NAME = "what the engines' sheet shows"
CONTENT, PROBLEM, LICENCE = "content", "problem", "licenceText"
"""Parts of the sheet: all below its title; what went wrong, below the engines; a licence's text."""
EDGE = 4
"""Of a part, in points: what shows who has the keyboard."""


@dataclass(frozen=True)
class Shown:
    """What the sheet is about.

    Attributes:
        engines: as the daemon lists them.
        suggested: the daemon's suggestion when the sheet was opened.
        opened: as they were when the sheet was opened, which decides on their order; () for now.
        jobs: what is on its way.
        chosen: the engine that the next clip is made by; "" for the daemon's own choice.
        licence: the text that is to be accepted; "" for none.
        problem: what went wrong, with the way out; "" for nothing.
    """

    engines: tuple[EngineRow, ...]
    suggested: str = ""
    opened: tuple[EngineRow, ...] = ()
    jobs: tuple[EngineJobRow, ...] = ()
    chosen: str = ""
    licence: str = ""
    problem: str = ""


def now(home: Home, opened: EngineList | None = None, **more: str) -> Shown:
    """What the daemon says at this moment; `opened` is what it said as the sheet was opened."""
    with Client(home) as client:
        found, jobs = client.engines(), client.engine_jobs().jobs
    then = opened or found
    return Shown(found.engines, then.suggested, then.engines, jobs, **more)


@dataclass(frozen=True)
class EngineSheet:
    """The sheet as it has to be for what is shown."""

    window: PluginWindow
    picture: Image.Image = field(compare=False)

    def press(self, title: str, times: int = 1) -> None:
        """Click a row, or a button by its words and its engine's: `Get: MusicGen Small`."""
        self.window.screen.click(*self.window.at(title), times=times)

    def is_there(self, *parts: str) -> bool:
        """Whether the window shows exactly this in some parts, the pointer aside."""
        shown = self.window.picture()
        return all(_alike(*self._both(shown, part)) for part in parts)

    def _both(self, shown: Image.Image, part: str) -> tuple[Image.Image, Image.Image]:
        """A part as it is, and as it has to be."""
        left, top, width, height = self.window.map.parts[part]
        right, bottom = left + width - EDGE, top + height - EDGE
        left, top = left + EDGE, top + EDGE
        x, y, _, _ = self.window.map.parts[CONTENT]
        wanted = self.picture.crop((left - x, top - y, right - x, bottom - y))
        return shown.crop((left, top, right, bottom)), wanted


def _alike(one: Image.Image, other: Image.Image) -> bool:
    off: Any = ImageChops.difference(one, other).getextrema()
    return all(most <= ALIKE for _, most in off)


def sheet_for(window: PluginWindow, shown: Shown, folder: Path) -> EngineSheet:
    """Draw what is to be shown."""
    asked, drawn = folder / "engine-sheet.json", folder / "engine-sheet.png"
    document: dict[str, Any] = {**msgspec.to_builtins(shown), "file": str(drawn)}
    if not shown.licence:
        del document["licence"]
    asked.write_text(json.dumps(document), encoding="utf-8")
    done = subprocess.run(
        [PROGRAM, NAME],
        env={**os.environ, "TONEKILN_ENGINE_SHEET": str(asked)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    places = replace(window, map=read_map(done.stdout))
    return EngineSheet(places, Image.open(drawn).convert("RGB"))


def wait_for_sheet(window: PluginWindow, shown: Shown, folder: Path, *parts: str) -> EngineSheet:
    """The sheet, once the window shows it in those parts; the pointer waits beside the window."""
    sheet = sheet_for(window, shown, folder)
    area = window.area
    window.screen.point_at(area.x + area.width + 20, area.y + area.height // 2)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not sheet.is_there(*parts):
        if time.monotonic() > deadline:
            window.picture().save(folder / "engine-sheet-seen.png")
            raise AssertionError(f"the window does not show {folder / 'engine-sheet.png'}")
        time.sleep(0.05)
    return sheet
