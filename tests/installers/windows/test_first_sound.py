"""A person with a mouse alone: open the installer, three presses, and a loop. No network."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import soundfile
from tests.installers.figures import seconds
from tests.installers.windows.conftest import SUITE, Made, User
from tests.patience import PATIENCE_SECONDS
from tests.pictures import DOCS, writing_docs
from tests.plugin.running_standalone import editor_within
from tests.plugin.screen.editor_map import MAP, EditorMap, read_map
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen, Window, x_screen
from tests.windows.plugin.programs import WITH_VERTICAL_BLANK, compiled
from tests.windows.wine import windows_path

NEXT = (-125, -20)
"""The middle of the installer's button that goes on, from its lower right corner."""


def test_the_installer_the_standalone_and_a_first_loop(
    made: Made, user: User, tmp_path: Path
) -> None:
    pictures = DOCS / "install" if writing_docs() else tmp_path
    places = read_map(user.wine.run([windows_path(SUITE), MAP]).out)
    painting = compiled("vertical_blank.cpp", tmp_path / "dxgi.dll", "-shared")
    with x_screen() as screen:
        variables = {"DISPLAY": screen.display, **WITH_VERTICAL_BLANK}
        shown = replace(user, wine=replace(user.wine, variables=variables))
        with seconds("Windows: from the installer's first window to the first loop"):
            setup = shown.wine.start([windows_path(made.program)])
            window = screen.placed(screen.window("^Tonekiln .*Setup"), 0, 0)
            screen.keep_picture(pictures / "windows-installer.png")
            go_on(screen, window)
            wait_for(user.programs / "uninstall.exe")
            (user.programs / "dxgi.dll").write_bytes(painting.read_bytes())
            screen.keep_picture(pictures / "windows-installed.png")
            editor = first_window(screen, window, places)
            screen.keep_picture(pictures / "windows-opened.png")
            editor.press("firstLoop")
            editor.wait_for_glow("first clip's grip")
        screen.keep_picture(pictures / "windows-made.png")
        setup.kill()
        setup.communicate()
    (clip,) = (user.home / "library").rglob("*.wav")
    audio, _ = soundfile.read(clip)
    assert abs(audio).max() > 0.1


def go_on(screen: Screen, window: Window) -> None:
    """Press the installer's button that goes on; it is dead while files are written."""
    screen.click(*window.at(window.width + NEXT[0], window.height + NEXT[1]))


def first_window(screen: Screen, setup: Window, places: EditorMap) -> PluginWindow:
    """Press until the installer has ended, which opens the Standalone: wait for its window."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while setup.ident in screen.tool("search", "--onlyvisible", "--name", "Tonekiln").split():
        go_on(screen, setup)
        assert time.monotonic() < deadline, "the installer does not end"
    frame = screen.placed(screen.window("^Tonekiln$"), 0, 0)
    return PluginWindow(screen, editor_within(frame, places), places)


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} is not written"
        time.sleep(0.05)
