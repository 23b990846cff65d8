"""A person with a mouse alone: open the installer, three presses, and a loop. No network."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace
from pathlib import Path

import soundfile
from tests.installers.figures import seconds
from tests.installers.windows.conftest import SUITE, Made, User
from tests.patience import PATIENCE_SECONDS
from tests.pictures import DOCS, writing_docs
from tests.plugin.running_standalone import editor_within
from tests.plugin.screen.editor_map import MAP, read_map
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen, Window, x_screen
from tests.windows.plugin.programs import WITH_VERTICAL_BLANK, compiled
from tests.windows.wine import windows_path

GO_ON = "Return"
"""Presses the installer's default button, as the mouse would: Next, then Finish."""


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
            keep_picture(screen, window, pictures / "windows-installer.png")
            while not user.programs.exists():
                screen.key(GO_ON)
            wait_for(user.programs / "Tonekiln.exe")
            (user.programs / "dxgi.dll").write_bytes(painting.read_bytes())
            wait_for(user.programs / "uninstall.exe")
            end_installer(screen, setup, window, pictures / "windows-installed.png")
            frame = screen.placed(screen.window("^Tonekiln$"), 0, 0)
            editor = PluginWindow(screen, editor_within(frame, places), places)
            editor.picture().save(pictures / "windows-opened.png", optimize=True)
            editor.press("firstLoop")
            editor.wait_for_glow("first clip's grip")
        editor.picture().save(pictures / "windows-made.png", optimize=True)
    (clip,) = (user.home / "library").rglob("*.wav")
    audio, _ = soundfile.read(clip)
    assert abs(audio).max() > 0.1


def keep_picture(screen: Screen, window: Window, file: Path) -> None:
    """The installer's window, which was put into the corner; not where it has just gone."""
    picture = screen.picture().crop((0, 0, window.width, window.height))
    if picture.getbbox() is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        picture.save(file, optimize=True)


def end_installer(
    screen: Screen, setup: subprocess.Popen[bytes], window: Window, picture: Path
) -> None:
    """Go on until it has ended, with a picture of its last page; it opens the Standalone."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while setup.poll() is None:
        keep_picture(screen, window, picture)
        screen.key(GO_ON)
        assert time.monotonic() < deadline, "the installer does not end"
    for pipe in (
        setup.stdin,
        setup.stdout,
        setup.stderr,
    ):  # not to their end: the Standalone has them
        assert pipe is not None
        pipe.close()


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} is not written"
        time.sleep(0.05)
