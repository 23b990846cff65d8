"""Clips dragged out of the plugin on Windows, by OLE, as there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from tests.lines import Lines
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen
from tests.windows.conftest import Windows
from tests.windows.plugin.programs import compiled
from tests.windows.plugin.running_standalone import RECORD, standalone
from tests.windows.wine import windows_path

COPY = 1
"""DROPEFFECT_COPY."""
PLACE = (960, 100, 280, 200)
"""The other program's window on the screen, beside the plugin's."""

_PATHS = """
import json
from tonekiln import Client
with Client() as client:
    print(json.dumps([clip.path for clip in client.search().clips]))
"""


@dataclass(frozen=True)
class Partner:
    """The other program of a drag (`dragging/`)."""

    lines: Lines
    middle: tuple[int, int]

    def told(self) -> dict[str, Any]:
        """What it says of the next drag."""
        found: dict[str, Any] = json.loads(self.lines.next("{"))
        return found


@contextmanager
def partner(windows: Windows, screen: Screen, folder: Path, name: str) -> Iterator[Partner]:
    """Start `dragging/<name>.cpp`, its window in front, and end it."""
    program = compiled(f"dragging/{name}.cpp", folder / f"{name}.exe")
    process = windows.wine.start([windows_path(program), *map(str, PLACE)])
    try:
        lines = Lines(process)
        lines.next("ready")
        title = f"^{name.replace('_', ' ').capitalize()}$"
        window = screen.placed(screen.window(title), *PLACE[:2])
        yield Partner(lines, window.at(window.width / 2, window.height / 2))
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


def generate(window: PluginWindow) -> None:
    """Ask for a clip and wait until it is on the shelf."""
    window.write_prompt("rolling techno drums")
    window.press("generate")
    window.wait_for_glow("first clip's grip")


def drag_once_for_wine(window: PluginWindow, grip: str) -> None:
    """Drag within the window, which ends where it begins; then press anywhere.

    JUCE drags on a thread of its own, made by the first drag. Under Wine 8 that drag is over at
    once, as if no button were held, and whoever began it does not see the button go up; later ones
    are not.
    """
    window.screen.drag(window.at(grip), window.at("prompt"))
    window.press("prompt")


def clips_of(windows: Windows) -> list[str]:
    """The path of each clip, as Windows calls it."""
    paths: list[str] = json.loads(windows.script(_PATHS).out)
    return paths


def test_a_clip_is_dragged_into_another_program_and_stays(
    shown: Windows, screen: Screen, tmp_path: Path
) -> None:
    assert shown.script(RECORD).status == 0
    with (
        standalone(shown, screen, tmp_path / "dragged out") as window,
        partner(shown, screen, tmp_path, "drop_target") as target,
    ):
        generate(window)
        (clip,) = clips_of(shown)
        file = Path("/", *PureWindowsPath(clip).parts[1:])
        before = file.read_bytes()
        drag_once_for_wine(window, "first clip's grip")
        for grip in ("first clip's grip", "now grip", "first clip's grip"):
            screen.drag(window.at(grip), target.middle)
            assert target.told() == {
                "files": [clip],
                "bytes": [len(before)],
                "offered": COPY,
                "answered": True,
            }
        assert file.read_bytes() == before
    assert shown.tonekiln("stop").status == 0
