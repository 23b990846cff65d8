from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.plugin.built import FIRST_STEPS_SEEN
from tests.plugin.running_standalone import installed_home
from tests.plugin.screen.x_screen import Screen, x_screen

from tonekiln.home import Home

NO_SCREEN = ":999"
"""X servers of tests take the lowest number that is free."""


@pytest.fixture(autouse=True, scope="module")
def nobody_elses_screen() -> Iterator[None]:
    """Where no display is named, JUCE takes :0: another test's, and ends when that one's does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", NO_SCREEN)
        yield


@pytest.fixture
def first_steps_seen(home: Path) -> Path:
    """A person who has used the plugin before: its record of that, in the test's home.

    Every screen of these tests asks for it. Hosts without a window do not, and see what a plugin
    does to a home where nobody has been.
    """
    Home(home).make()
    record = home / FIRST_STEPS_SEEN
    record.touch()
    return record


@pytest.fixture
def screen(first_steps_seen: Path) -> Iterator[Screen]:
    with x_screen() as found:
        yield found


@pytest.fixture
def installed(home: Path) -> Iterator[Home]:
    with installed_home(home) as where:
        yield where
