"""The plugin for Windows, as Wine shows it: `make windows-test-quick`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.plugin.screen.x_screen import Screen, x_screen
from tests.windows.conftest import Windows


@pytest.fixture
def screen() -> Iterator[Screen]:
    with x_screen() as found:
        yield found


@pytest.fixture
def shown(windows: Windows, screen: Screen) -> Windows:
    """A Windows whose programs open their windows on the screen."""
    variables = {**windows.wine.variables, "DISPLAY": screen.display}
    return replace(windows, wine=replace(windows.wine, variables=variables))
