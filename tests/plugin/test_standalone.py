"""The Standalone under Xvfb: it starts the daemon itself, makes a clip, and lets it be dragged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from tests.lines import Lines
from tests.plugin.running_standalone import keep_picture, needs_standalone, standalone
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import Clip

needs_standalone()

PROMPT = "rolling techno drums"
TARGET = (960, 100, 280, 200)
"""The drop target's place on the screen, beside the plugin's window."""


def make_a_clip(window: PluginWindow, home: Home) -> Clip:
    """Type, Generate, and wait for what the plugin's own daemon makes."""
    window.write_prompt(PROMPT)
    window.press("generate")
    window.wait_for_glow("first clip's grip")
    with Client(home) as client:
        (clip,) = client.search().clips
    assert clip.prompt == PROMPT
    return clip


def test_its_first_request_starts_the_daemon_and_its_clip_is_there_again(
    screen: Screen, installed: Home, tmp_path: Path
) -> None:
    with standalone(screen, tmp_path, installed.root) as app:
        clip = make_a_clip(app.window, installed)
        assert Path(clip.path).exists()
        app.close()
    with standalone(screen, tmp_path, installed.root) as app:
        app.window.wait_for_glow("first clip's grip")
        app.close()
    with Client(installed) as client:
        assert [kept.clip_id for kept in client.search().clips] == [clip.clip_id]


def test_who_never_made_anything_makes_a_loop_with_one_press(
    screen: Screen, installed: Home, tmp_path: Path, first_steps_seen: Path
) -> None:
    first_steps_seen.unlink()
    with standalone(screen, tmp_path, installed.root) as app:
        asked = keep_picture(app.window, "first-sound-1")
        app.window.press("firstLoop")
        keep_picture(app.window, "first-sound-2", unlike=asked)
        app.window.wait_for_glow("first clip's grip")
        keep_picture(app.window, "first-sound-3")
        assert first_steps_seen.exists()
        with Client(installed) as client:
            (clip,) = client.search().clips
        assert clip.prompt
        assert clip.bars
        app.close()


class Target:
    """The other program's window (`screen/drop_target.py`)."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._lines = Lines(process)
        self._lines.next("ready")

    def takes_it(self) -> None:
        """Wait until it has told a drag that it takes what is dragged."""
        self._lines.next("over")

    def dropped(self) -> dict[str, Any]:
        """What the next drop brought."""
        found: dict[str, Any] = json.loads(self._lines.next("{"))
        return found


@contextmanager
def drop_target(screen: Screen, *times_finished: int) -> Iterator[Target]:
    program = Path(__file__).parent / "screen" / "drop_target.py"
    with subprocess.Popen(
        [sys.executable, program, *map(str, (*TARGET, *times_finished))],
        env=screen.environment(),
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield Target(process)
        finally:
            process.terminate()


def test_a_clip_is_dragged_into_another_program_again_and_again(
    screen: Screen, installed: Home, tmp_path: Path
) -> None:
    with standalone(screen, tmp_path, installed.root) as app, drop_target(screen) as target:
        clip = make_a_clip(app.window, installed)
        file = Path(clip.path)
        before = file.read_bytes()
        window = screen.placed(screen.window("Drop target"), TARGET[0], TARGET[1])
        middle = window.at(window.width / 2, window.height / 2)
        for grip in ("first clip's grip", "now grip", "first clip's grip"):
            screen.drag(app.window.at(grip), middle, arrived=target.takes_it)
            dropped = target.dropped()
            assert [unquote(urlparse(uri).path) for uri in dropped["uris"]] == [clip.path]
            assert dropped["bytes"] == [len(before)]
        assert file.read_bytes() == before
        app.close()


def test_a_program_that_never_ends_a_drop_keeps_no_later_drag_from_starting(
    screen: Screen, installed: Home, tmp_path: Path
) -> None:
    with standalone(screen, tmp_path, installed.root) as app, drop_target(screen, 0) as target:
        app.window.enter("takes", 2)
        app.window.write_prompt(PROMPT)
        app.window.press("generate")
        app.window.wait_for_glow("second clip's grip")
        window = screen.placed(screen.window("Drop target"), TARGET[0], TARGET[1])
        dropped = []
        for grip in ("first clip's grip", "second clip's grip"):
            screen.drag(app.window.at(grip), window.at(100, 100), arrived=target.takes_it)
            dropped += [Path(urlparse(uri).path) for uri in target.dropped()["uris"]]
        assert len(set(dropped)) == len(dropped) == 2
        app.close()


def test_a_drag_that_ends_nowhere_leaves_everything_as_it_was(
    screen: Screen, installed: Home, tmp_path: Path
) -> None:
    with standalone(screen, tmp_path, installed.root) as app, drop_target(screen) as target:
        clip = make_a_clip(app.window, installed)
        before = Path(clip.path).read_bytes()
        desk = (TARGET[0] + 100, TARGET[1] + 500)
        screen.drag(app.window.at("first clip's grip"), desk)
        assert Path(clip.path).read_bytes() == before
        window = screen.placed(screen.window("Drop target"), TARGET[0], TARGET[1])
        screen.drag(
            app.window.at("first clip's grip"), window.at(100, 100), arrived=target.takes_it
        )
        assert target.dropped()["bytes"] == [len(before)]
        app.close()
