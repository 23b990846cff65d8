"""A person who has used the plugin before, unless a test says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plugin.built import FIRST_STEPS_SEEN

from tonekiln.home import Home


@pytest.fixture(autouse=True)
def first_steps_seen(home: Path) -> Path:
    """The plugin's record of it, in the test's home."""
    Home(home).make()
    record = home / FIRST_STEPS_SEEN
    record.touch()
    return record
