"""A screen of the song's size, and a daemon as people run it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.plugin.ardour.producers_song import SIZE
from tests.plugin.screen.x_screen import Screen, x_screen
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home


@pytest.fixture
def kiln(home: Path) -> Iterator[RunningDaemon]:
    """Nothing but the built-in engine."""
    running = RunningDaemon(Home(home)).start()
    yield running
    running.stop()


@pytest.fixture
def screen(first_steps_seen: Path) -> Iterator[Screen]:
    with x_screen("x".join(map(str, SIZE))) as found:
        yield found
