"""The Standalone and the daemon, both programs of Windows: from nothing running to a clip."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.patience import PATIENCE_SECONDS
from tests.plugin.screen.x_screen import Screen
from tests.windows.conftest import Windows
from tests.windows.plugin.running_standalone import RECORD, standalone

PROMPT = "rolling techno drums"

_KILL = """
import json, psutil
from tonekiln.home import Home
daemon = psutil.Process(json.loads(Home.find().connection_file.read_text())["pid"])
family = [daemon, *daemon.children(recursive=True)]
daemon.kill()
print(len(psutil.wait_procs(family, 60)[1]))
"""


def clips_of(windows: Windows) -> int:
    """How many the daemon has; -1 where none answers."""
    ended = windows.tonekiln("status", "--json")
    return int(json.loads(ended.out)["clips"]) if ended.status == 0 else -1


def wait_for_clips(windows: Windows, count: int) -> None:
    """Wait until the daemon has so many; it may only be starting."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (found := clips_of(windows)) != count:
        assert time.monotonic() < until, f"{found} clips, not {count}"


def test_its_first_request_starts_the_daemon_which_outlives_it_and_may_be_killed(
    shown: Windows, screen: Screen, tmp_path: Path
) -> None:
    assert shown.script(RECORD).status == 0
    with standalone(shown, screen, tmp_path / "Töne und mehr") as window:
        window.write_prompt(PROMPT)
        window.press("generate")
        window.wait_for_glow("first clip's grip", PATIENCE_SECONDS)
        assert clips_of(shown) == 1
        assert shown.script(_KILL).out.split() == ["0"]
        window.press("generate")
        wait_for_clips(shown, 2)
    assert clips_of(shown) == 2
    words = list((shown.home / "run").glob("start-*.log"))
    assert words
    assert not any("Traceback" in file.read_text("utf-8", "replace") for file in words)
    assert shown.tonekiln("stop").status == 0
