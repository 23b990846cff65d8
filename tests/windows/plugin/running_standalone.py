"""The Standalone for Windows on a test's screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.plugin.running_standalone import editor_within
from tests.plugin.screen.editor_map import MAP, read_map
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen
from tests.windows.conftest import Windows
from tests.windows.plugin.programs import SUITE, WITH_VERTICAL_BLANK, standalone_in
from tests.windows.wine import windows_path

PICTURES = os.environ.get("TONEKILN_KEEP_PICTURES", "")

RECORD = """
from tonekiln.cli.install_record import write_install_record
from tonekiln.home import Home
write_install_record(Home.find())
(Home.find().root / "first-steps-seen").touch()
"""
"""A script that tells the plugin how to start the daemon, and that its user has been here."""


@contextmanager
def standalone(windows: Windows, screen: Screen, folder: Path) -> Iterator[PluginWindow]:
    """Start it from a folder of its own, and end it whatever happens."""
    places = read_map(windows.wine.run([windows_path(SUITE), MAP]).out)
    variables = {**windows.wine.variables, **WITH_VERTICAL_BLANK}
    wine = replace(windows.wine, variables=variables)
    process = wine.start([windows_path(standalone_in(folder))])
    try:
        frame = screen.placed(screen.window("^Tonekiln$"), 0, 0)
        yield PluginWindow(screen, editor_within(frame, places), places)
    finally:
        if PICTURES:
            screen.keep_picture(Path(PICTURES) / f"{folder.name}.png")
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()
