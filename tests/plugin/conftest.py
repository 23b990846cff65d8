from __future__ import annotations

from pathlib import Path

import pytest
from tests.plugin.built import FIRST_STEPS_SEEN

from tonekiln.home import Home


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
