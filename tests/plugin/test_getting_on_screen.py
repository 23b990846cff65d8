"""From a home where nobody has been to a clip of a trained model, with the mouse alone.

The window, the daemon that it starts, what fetches weights and what computes with them are real;
the hub is on loopback, its weights tiny.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS
from tests.plugin.running_standalone import Standalone, needs_standalone, standalone
from tests.plugin.screen.engine_sheet import (
    LICENCE,
    Shown,
    now,
    sheet_for,
    wait_for_sheet,
)
from tests.plugin.screen.x_screen import Screen

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.integration.models.getting_daemon import hub_environment
from tests.integration.models.getting_engines import ENGINE
from tests.integration.models.test_models_pull import repos_of
from tests.tiny_checkpoints.stand_in_hub import StandInHub, serving

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import Clip, EngineList, EngineRow, Readiness
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.getting.licences import licence_text

needs_standalone()

Asking = Callable[[StandInHub], None]

TITLE = row_of(ENGINE).title
LICENCE_TEXT = licence_text(row_of(ENGINE))


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
        wait_for_sheet(self.window, self.shown(**more), self.folder, TITLE)

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

    def has_it(self) -> bool:
        """Whether the engine is here, and no job checks it any more."""
        return self.row().readiness is Readiness.ON_DISK and not now(self.home).jobs

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
