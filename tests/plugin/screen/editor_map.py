"""Where things are in the plugin's window, as the window itself says."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from functools import cache

from tests.patience import PATIENCE_SECONDS
from tests.plugin.native_tests import PROGRAM

MAP = "where things are in the window"


@dataclass(frozen=True)
class EditorMap:
    """Parts by name, in the window's own points, at the size it opens with."""

    width: int
    height: int
    parts: dict[str, tuple[int, int, int, int]]
    """Left, top, width and height of each."""

    def middle(self, name: str) -> tuple[float, float]:
        left, top, width, height = self.parts[name]
        return left + width / 2, top + height / 2


@cache
def editor_map() -> EditorMap:
    """Ask the tests' program, which can open the window without a screen."""
    done = subprocess.run(
        [PROGRAM, MAP],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    return read_map(done.stdout)


def read_map(said: str) -> EditorMap:
    """The map among what the tests' program said."""
    (line,) = [line for line in said.splitlines() if line.startswith("{")]
    found = json.loads(line)
    parts = {name: tuple(area) for name, area in found["parts"].items()}
    return EditorMap(found["width"], found["height"], parts)
