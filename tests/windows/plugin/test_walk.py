"""The Standalone and the daemon, both programs of Windows: from nothing running to a clip."""

from __future__ import annotations

import json
import os
import time
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
from tests.windows.wine import STEP_SECONDS, windows_path

PROMPT = "rolling techno drums"
PICTURES = os.environ.get("TONEKILN_KEEP_PICTURES", "")

_RECORD = """
from tonekiln.cli.install_record import write_install_record
from tonekiln.home import Home
write_install_record(Home.find())
(Home.find().root / "first-steps-seen").touch()
"""
_KILL = """
import json, psutil
from tonekiln.home import Home
daemon = psutil.Process(json.loads(Home.find().connection_file.read_text())["pid"])
family = [daemon, *daemon.children(recursive=True)]
daemon.kill()
print(len(psutil.wait_procs(family, 60)[1]))
"""


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


def clips_of(windows: Windows) -> int:
    """How many the daemon has; -1 where none answers."""
    ended = windows.tonekiln("status", "--json")
    return int(json.loads(ended.out)["clips"]) if ended.status == 0 else -1


def wait_for_clips(windows: Windows, count: int) -> None:
    """Wait until the daemon has so many; it may only be starting."""
    until = time.monotonic() + STEP_SECONDS
    while (found := clips_of(windows)) != count:
        assert time.monotonic() < until, f"{found} clips, not {count}"


def test_its_first_request_starts_the_daemon_which_outlives_it_and_may_be_killed(
    shown: Windows, screen: Screen, tmp_path: Path
) -> None:
    assert shown.script(_RECORD).status == 0
    with standalone(shown, screen, tmp_path / "Töne und mehr") as window:
        window.write_prompt(PROMPT)
        window.press("generate")
        window.wait_for_glow("first clip's grip", STEP_SECONDS)
        assert clips_of(shown) == 1
        assert shown.script(_KILL).out.split() == ["0"]
        window.press("generate")
        wait_for_clips(shown, 2)
    assert clips_of(shown) == 2
    words = list((shown.home / "run").glob("start-*.log"))
    assert words
    assert not any("Traceback" in file.read_text("utf-8", "replace") for file in words)
    assert shown.tonekiln("stop").status == 0
