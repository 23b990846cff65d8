from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home

# What is measured is the synthesis, whatever SoundFont this machine has; tests of one ask for it.
os.environ["TONEKILN_SOUNDFONT"] = "none"

ENGINES_FOR_TESTS = Path(__file__).parent / "engines_for_tests"


@pytest.fixture
def with_test_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes started by this test find the third-party engine family of the tests."""
    paths = [str(ENGINES_FOR_TESTS), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in paths if p))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home for this test's daemon and clients."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TONEKILN_HOME", str(folder))
    return folder


@pytest.fixture
def daemon(home: Path, with_test_engines: None) -> Iterator[RunningDaemon]:
    """A real daemon with the tests' engines, nothing warm."""
    running = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    yield running
    running.stop()
