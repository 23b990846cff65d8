"""The Standalone on a test's screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from PIL import Image
from tests.folders_of_a_user import folders_of
from tests.patience import PATIENCE_SECONDS
from tests.plugin.built import ARTEFACTS, needs_plugin
from tests.plugin.native_tests import PROGRAM
from tests.plugin.screen.editor_map import EditorMap, editor_map
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen, Window

from tonekiln.cli.install_record import write_install_record
from tonekiln.home import Home

STANDALONE = ARTEFACTS / "Standalone" / "Tonekiln"
EDGE = 4  # pixels that JUCE's window frame has on each side; its title bar is above the editor


PICTURES = os.environ.get("TONEKILN_KEEP_PICTURES", "")
"""Where a run keeps its pictures for the docs; "" for nowhere."""
STILL_SECONDS = 1.0


def needs_standalone() -> None:
    """Skip the calling module where it was not built, or has no screen to be worked on."""
    needs_plugin()
    tools = ("Xvfb", "openbox", "xdotool", "xprop")
    if not all(map(shutil.which, tools)) or not PROGRAM.exists():
        pytest.skip("needs Xvfb, openbox and xdotool", allow_module_level=True)


@dataclass(frozen=True)
class Standalone:
    """A running one."""

    window: PluginWindow
    process: subprocess.Popen[bytes]

    def close(self) -> None:
        """Close its window, which ends it and keeps its state."""
        screen, frame = self.window.screen, self.window.screen.window("^Tonekiln$")
        screen.tool("windowactivate", "--sync", frame.ident)
        screen.key("alt+F4")
        assert self.process.wait(PATIENCE_SECONDS) == 0


def keep_picture(
    window: PluginWindow, name: str, unlike: Image.Image | None = None
) -> Image.Image | None:
    """For the docs, where they are asked for: the editor, once it is unlike another picture.

    Without one, once it stands still.
    """
    if not PICTURES:
        return None
    before, seen = unlike, window.picture()
    while seen == before if unlike else seen != before:
        time.sleep(STILL_SECONDS)
        before, seen = unlike or seen, window.picture()
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    seen.save(Path(PICTURES) / f"{name}.png", optimize=True)
    return seen


def daemons_of(home: Path) -> list[psutil.Process]:
    """Those that serve a home, perhaps only just beginning: whoever starts one lets go of it."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if "serve" in (words := process.info["cmdline"] or []) and str(home) in words
    ]


@contextmanager
def installed_home(folder: Path) -> Iterator[Home]:
    """A home that knows how to start a daemon, and none that runs; one that was started ends."""
    home = Home(folder)
    write_install_record(home)
    yield home
    for process in daemons_of(folder):
        process.terminate()
        process.wait(PATIENCE_SECONDS)


@contextmanager
def standalone(screen: Screen, user: Path, home: Path) -> Iterator[Standalone]:
    """Start it for a user's home folder and a home of Tonekiln's; end it afterwards."""
    own = {**folders_of(user), "TONEKILN_HOME": str(home)}
    process = subprocess.Popen([STANDALONE], env=screen.environment() | own)
    try:
        frame = screen.placed(screen.window("^Tonekiln$"), 0, 0)
        yield Standalone(PluginWindow(screen, editor_within(frame)), process)
    finally:
        process.kill()
        process.wait(PATIENCE_SECONDS)


def editor_within(frame: Window, wanted: EditorMap | None = None) -> Window:
    """Where JUCE's window has the editor: at its lower edge."""
    wanted = wanted or editor_map()
    return Window(
        frame.ident,
        frame.x + EDGE,
        frame.y + frame.height - EDGE - wanted.height,
        wanted.width,
        wanted.height,
    )
