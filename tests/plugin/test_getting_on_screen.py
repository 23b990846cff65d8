"""From a home where nobody has been to a clip of a trained model, with the mouse alone.

The window, the daemon that it starts, what fetches weights and what computes with them are real;
the hub is on loopback, its weights tiny.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs
from tests.patience import PATIENCE_SECONDS
from tests.plugin.running_standalone import Standalone, needs_standalone, standalone
from tests.plugin.screen.engine_sheet import (
    LICENCE,
    PROBLEM,
    Shown,
    now,
    sheet_for,
    wait_for_sheet,
)
from tests.plugin.screen.x_screen import Screen
from tests.running_daemon import RunningDaemon

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.integration.models.getting_daemon import hub_environment
from tests.integration.models.getting_engines import ENGINE, large_repo
from tests.integration.models.test_models_pull import repos_of
from tests.tiny_checkpoints.stand_in_hub import StandInHub, serving

from tonekiln.client.blocking import Client
from tonekiln.client.connection import read_connection
from tonekiln.home import Home
from tonekiln.protocol import Clip, EngineJobRow, EngineJobState, EngineList, EngineRow, Readiness
from tonekiln.protocol.errors import DaemonUnreachable, EngineUnavailable
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.getting.licences import licence_text

needs_standalone()

Asking = Callable[[StandInHub], None]

TITLE = row_of(ENGINE).title
LICENCE_TEXT = licence_text(row_of(ENGINE))
LEAST_HERE, HELD_AFTER = 20 * 2**20, 22 * 2**20
NO_ANSWER = "Tonekiln does not answer"
"""What the plugin says of a job whose daemon is gone (`Getting.h`)."""


@pytest.fixture
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Has whatever is started from now on ask a hub."""

    def ask(hub: StandInHub) -> None:
        for name, value in hub_environment(tmp_path, hub.url).items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("HF_TOKEN", raising=False)

    return ask


class Producer:
    """Whoever sits before the window; what the daemon says is only looked at."""

    def __init__(self, app: Standalone, home: Home, folder: Path) -> None:
        self.window, self.home, self.folder = app.window, home, folder
        self.opened: EngineList | None = None
        """The engines as they were when the sheet was opened."""

    def shown(self, **more: str) -> Shown:
        """What the sheet is to show now."""
        return now(self.home, self.opened, **more)

    def look(self, **more: str) -> None:
        """Wait until the sheet says of the engine what the daemon does."""
        parts = (TITLE, *([PROBLEM] if "problem" in more else []))
        wait_for_sheet(self.window, self.shown(**more), self.folder, *parts)

    def press(self, title: str, shown: Shown | None = None, times: int = 1) -> None:
        """Press what is on the sheet."""
        sheet_for(self.window, shown or self.shown(), self.folder).press(title, times)

    def asks_for_it(self) -> None:
        """From the window to an accepted licence."""
        self.window.press("engine")
        with Client(self.home) as client:
            self.opened = client.engines()
        self.look()
        self.press(f"Get: {TITLE}")
        licence = self.shown(licence=LICENCE_TEXT)
        wait_for_sheet(self.window, licence, self.folder, LICENCE)
        self.press("Accept and get it", licence)

    def row(self) -> EngineRow:
        return next(row for row in now(self.home).engines if row.name == ENGINE)

    def job(self) -> EngineJobRow | None:
        return next(iter(now(self.home).jobs), None)

    def has_it(self) -> bool:
        """Whether the engine is here, and no job checks it any more."""
        return self.row().readiness is Readiness.ON_DISK and self.job() is None

    def makes(self, words: str) -> Clip:
        """Write, Generate, and see the clip come."""
        before = self.clips()
        self.window.write_prompt(words)
        self.window.press("generate")
        wait_until(lambda: len(self.clips()) > len(before))
        return next(clip for clip in self.clips() if clip not in before)

    def clips(self) -> tuple[Clip, ...]:
        with Client(self.home) as client:
            return client.search().clips


def wait_until(there: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def runs(home: Home) -> bool:
    try:
        read_connection(home.connection_file)
    except DaemonUnreachable:
        return False
    return True


def test_from_nothing_to_a_clip_of_a_trained_model(
    screen: Screen, installed: Home, tmp_path: Path, asking: Asking, first_steps_seen: Path
) -> None:
    first_steps_seen.unlink()
    with serving(StandInHub(repos_of(ENGINE))) as hub:
        asking(hub)
        with standalone(screen, tmp_path, installed.root) as app:
            app.window.press("firstLoop")
            app.window.wait_for_glow("first clip's grip")
            producer = Producer(app, installed, tmp_path)
            producer.asks_for_it()
            wait_until(producer.has_it)
            producer.look()
            producer.press(TITLE)
            clip = producer.makes("warm pad")
            assert clip.engine == ENGINE
            assert clip.non_commercial
            app.window.wait_for_glow("first clip's grip")
            app.close()


def test_it_stands_while_nobody_brings_it_and_goes_on_where_it_stopped(
    screen: Screen, installed: Home, tmp_path: Path, asking: Asking
) -> None:
    large_repo(tmp_path / "large")
    repos = {row_of(ENGINE).repo: tmp_path / "large"}
    with serving(StandInHub(repos, hold_after=HELD_AFTER)) as hub:
        asking(hub)
        daemon = RunningDaemon(installed).start()
        with standalone(screen, tmp_path, installed.root) as app:
            producer = Producer(app, installed, tmp_path)
            producer.asks_for_it()
            wait_until(lambda: (job := producer.job()) and job.done_bytes >= LEAST_HERE)
            producer.press(f"Pause: {TITLE}")
            wait_until(lambda: (job := producer.job()) and job.state is EngineJobState.PAUSED)
            producer.look()
            paused = producer.shown()

            daemon.kill()
            hub.hold_after = None
            hub.let_go.set()
            (job,) = paused.jobs
            alone = replace(paused, jobs=(structs.replace(job, waits_for=NO_ANSWER),))
            wait_for_sheet(app.window, alone, tmp_path, TITLE)
            producer.press(f"Continue: {TITLE}", alone)  # which starts another
            wait_until(lambda: runs(installed))
            wait_until(producer.has_it)
            producer.look()
            (resumed,) = hub.ranges
            assert int(resumed.removeprefix("bytes=").removesuffix("-")) >= LEAST_HERE

            producer.press(f"Remove: {TITLE}", times=2)  # it asks once more, in the same place
            wait_until(lambda: producer.row().readiness is Readiness.TO_PULL)
            producer.look()
            app.close()


def test_what_was_given_up_or_went_wrong_leaves_a_way_on(
    screen: Screen, installed: Home, tmp_path: Path, asking: Asking
) -> None:
    large_repo(tmp_path / "large")
    repos = {row_of(ENGINE).repo: tmp_path / "large"}
    with ExitStack() as ends, ExitStack() as network:
        hub = network.enter_context(serving(StandInHub(repos, hold_after=HELD_AFTER)))
        asking(hub)
        ends.callback(RunningDaemon(installed).start().stop)
        app = ends.enter_context(standalone(screen, tmp_path, installed.root))
        producer = Producer(app, installed, tmp_path)
        producer.asks_for_it()
        wait_until(lambda: (job := producer.job()) and job.done_bytes >= LEAST_HERE)
        producer.press(f"Cancel: {TITLE}")
        wait_until(lambda: producer.job() is None)
        assert producer.row().disk_bytes >= LEAST_HERE
        producer.look()  # with what came to be removed, or gone on from
        hub.let_go.set()
        network.close()

        producer.press(f"Get: {TITLE}")
        refusal = pytest.raises(EngineUnavailable)
        with Client(installed, timeout=PATIENCE_SECONDS) as client, refusal as refused:
            client.get_engine(ENGINE).result()
        wait_until(lambda: producer.job() is None)
        producer.look(problem=f"{refused.value.message} {refused.value.hint}")
        producer.press(f"Remove: {TITLE}", times=2)
        wait_until(lambda: producer.row().disk_bytes == 0)
        producer.look()
        app.close()
