"""The Python tests on CPython for Windows, as Wine shows it: part of `make windows-test`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.windows.conftest import CACHE, Windows
from tests.windows.python_for_windows import UNDER_TEST, tests_needs_in
from tests.windows.wine import windows_path


@pytest.fixture(scope="session")
def tests_needs() -> Path:
    return tests_needs_in(Path(CACHE))


@pytest.fixture
def testing(windows: Windows, tests_needs: Path) -> Windows:
    """A Windows that has what the tests import, and no home but those that they make."""
    variables = dict(windows.wine.variables)
    del variables["TONEKILN_HOME"]
    variables[UNDER_TEST] += f";{windows_path(tests_needs)}"
    if "CI" in os.environ:
        variables["CI"] = os.environ["CI"]
    return replace(windows, wine=replace(windows.wine, variables=variables))
