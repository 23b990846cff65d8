"""The plugin places clips: its own code, a real daemon, and the script inside a DAW."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.plugin.ardour.running_ardour import ardour_editor, make_session
from tests.plugin.driven import drive, needs_driver
from tests.running_daemon import RunningDaemon
from tests.running_reaper import EVEN_BARS, RunningReaper

from tonekiln.home import Home
from tonekiln.timeline import reaper

needs_driver()

PLACES = "driven: from prompt to bar and the next take after it"
REFUSED = "driven: a clip that cannot be placed"


@pytest.fixture
def script(home: Path, tmp_path: Path) -> Iterator[RunningReaper]:
    installed = reaper.installation(Home(home), tmp_path / "REAPER")
    installed.write()
    target = installed.files[0].target
    running = RunningReaper.start(Home(home), target, tmp_path / "project", EVEN_BARS)
    yield running
    running.kill()


def test_from_the_plugin_to_a_bar_and_the_next_take_in_its_place(
    daemon: RunningDaemon, script: RunningReaper
) -> None:
    said = drive(PLACES, daemon.home, TONEKILN_BAR="5")
    assert said["placed"] == "In REAPER at bar 5 of Tonekiln."
    assert said["again"] == "In REAPER at bar 5 of Tonekiln."
    (item,) = script.items()
    assert float(item["position"]) == 8.0
    assert item["takes"] == "2"
    assert item["name"] == said["clips"].split()[1]


def test_the_plugin_says_what_the_daw_cannot_do(
    daemon: RunningDaemon, script: RunningReaper
) -> None:
    said = drive(REFUSED, daemon.home)
    assert said["refused"] == "REAPER: the project has no loop. Name a bar instead."
    assert script.items() == []


def test_the_plugin_offers_dragging_where_no_daw_listens(daemon: RunningDaemon) -> None:
    said = drive(REFUSED, daemon.home)["refused"]
    assert "Drag it" in said
    assert "tonekiln daw install" in said


@pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("ardour", "ardour7-lua", "Xvfb")),
    reason="Ardour 7 and Xvfb are not installed: apt-get install ardour xvfb",
)
def test_from_the_plugin_into_the_real_ardour(
    tmp_path: Path, with_test_engines: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the exact sample of a bar, with the next take in its place afterwards."""
    rate, bar, bpm = 48_000, 9, 120
    session = make_session(tmp_path, rate, [(0, bpm)], [(0, 4, 4)])
    with ardour_editor(tmp_path, session, rate) as editor:
        running = RunningDaemon(Home(tmp_path / "home"), ("--warm=none-yet",)).start()
        try:
            said = drive(PLACES, running.home, TONEKILN_BAR=str(bar))
        finally:
            running.stop()
        editor.do("save")
    assert said["placed"] == f"In Ardour at bar {bar} of Tonekiln."
    regions = editor.session.regions()
    taken, take = said["clips"].split()
    assert taken not in regions
    position, _, _ = regions[take]
    assert position == (bar - 1) * 4 * 60 * rate // bpm
