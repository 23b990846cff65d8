"""A person who has used the plugin before, unless a test says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plugin.built import FIRST_STEPS_SEEN

from tonekiln.home import Home

WITHOUT_A_WINDOW = ("test_lv2.py", "test_dawdreamer.py", "test_pedalboard.py")
"""Whose hosts open none: they see what a plugin does to a home where nobody has been."""


@pytest.fixture(autouse=True)
def first_steps_seen(home: Path, request: pytest.FixtureRequest) -> Path | None:
    """The plugin's record of it, in the test's home."""
    if request.path.name in WITHOUT_A_WINDOW:
        return None
    Home(home).make()
    record = home / FIRST_STEPS_SEEN
    record.touch()
    return record
