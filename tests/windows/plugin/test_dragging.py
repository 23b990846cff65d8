"""Clips dragged out of the plugin on Windows, and files dropped into it: by OLE, as there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import Any

import numpy as np
import soundfile
from tests.conftest import ENGINES_FOR_TESTS
from tests.lines import Lines
from tests.patience import PATIENCE_SECONDS
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen
from tests.windows.conftest import Windows
from tests.windows.plugin.programs import compiled
from tests.windows.plugin.running_standalone import RECORD, standalone
from tests.windows.python_for_windows import UNDER_TEST
from tests.windows.wine import windows_path

A_WHILE_SECONDS = 20.0
"""A drop is told of at once; what was not after this is dragged again."""
MOST_DRAGS = 5
COPY = 1
"""DROPEFFECT_COPY."""
PLACE = (960, 100, 280, 200)
"""The other program's window on the screen, beside the plugin's."""

_CLIPS = """
import json
from tonekiln import Client
with Client() as client:
    print(json.dumps([(clip.path, clip.engine) for clip in client.search().clips]))
"""


@dataclass(frozen=True)
class Partner:
    """The other program of a drag (`dragging/`)."""

    lines: Lines
    middle: tuple[int, int]

    def told(self, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """What it says of the next drag."""
        found: dict[str, Any] = json.loads(self.lines.next("{", seconds))
        return found


@contextmanager
def partner(
    windows: Windows, screen: Screen, folder: Path, name: str, *files: Path
) -> Iterator[Partner]:
    """Start `dragging/<name>.cpp`, its window in front, and end it."""
    program = compiled(f"dragging/{name}.cpp", folder / f"{name}.exe")
    words = [*map(str, PLACE), *map(windows_path, files)]
    process = windows.wine.start([windows_path(program), *words])
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


def drag_until_told(window: PluginWindow, grip: str, target: Partner) -> dict[str, Any]:
    """Drag onto the other program; again where Wine has let a later drag end at once too.

    It does so beside much other work.
    """
    for _ in range(MOST_DRAGS - 1):
        window.screen.drag(window.at(grip), target.middle)
        with suppress(AssertionError):
            return target.told(A_WHILE_SECONDS)
        window.press("prompt")
    window.screen.drag(window.at(grip), target.middle)
    return target.told()


def clips_of(windows: Windows) -> list[tuple[str, str]]:
    """The path, as Windows calls it, and the engine of each clip."""
    ended = windows.script(_CLIPS)
    assert ended.status == 0, ended
    return [(path, engine) for path, engine in json.loads(ended.out)]


def with_test_engines(windows: Windows) -> Windows:
    """The same with a third-party engine family beside Tonekiln's own."""
    folders = f"{windows.wine.variables[UNDER_TEST]};{windows_path(ENGINES_FOR_TESTS)}"
    variables = {**windows.wine.variables, UNDER_TEST: folders}
    return replace(windows, wine=replace(windows.wine, variables=variables))


def test_a_clip_is_dragged_into_another_program_and_stays(
    shown: Windows, screen: Screen, tmp_path: Path
) -> None:
    assert shown.script(RECORD).status == 0
    with (
        standalone(shown, screen, tmp_path / "dragged out") as window,
        partner(shown, screen, tmp_path, "drop_target") as target,
    ):
        generate(window)
        ((clip, _),) = clips_of(shown)
        file = Path("/", *PureWindowsPath(clip).parts[1:])
        before = file.read_bytes()
        drag_once_for_wine(window, "first clip's grip")
        for grip in ("first clip's grip", "now grip", "first clip's grip"):
            assert drag_until_told(window, grip, target) == {
                "files": [clip],
                "bytes": [len(before)],
                "offered": COPY,
                "answered": True,
            }
        assert file.read_bytes() == before
    assert shown.tonekiln("stop").status == 0


def test_audio_is_dropped_into_the_plugin_and_the_engine_hears_it(
    shown: Windows, screen: Screen, tmp_path: Path
) -> None:
    dropped = tmp_path / "gesummt – 音.wav"
    soundfile.write(dropped, np.linspace(-0.5, 0.5, 32_000), 32_000)
    shown.home.mkdir(parents=True)
    (shown.home / "config.toml").write_text('default_engine = "listener"\n')
    listening = with_test_engines(shown)
    assert listening.script(RECORD).status == 0
    with (
        standalone(listening, screen, tmp_path / "dropped in") as window,
        partner(listening, screen, tmp_path, "drag_source", dropped) as source,
    ):
        left, top, width, height = window.map.parts["ask"]
        screen.drag(source.middle, window.area.at(left + width / 2, top + height / 4))
        assert source.told() == {"dropped": True, "effect": COPY}
        generate(window)
        ((_, engine),) = clips_of(listening)
    assert engine == "listener"
    kept = [file.read_bytes() for file in (shown.home / "inputs").rglob("*.wav")]
    assert kept == [dropped.read_bytes()]
    assert listening.tonekiln("stop").status == 0
