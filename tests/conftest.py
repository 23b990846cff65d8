from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.compiled_once import compile_once
from tests.order_of_files import in_order
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home

# What is measured is the synthesis, whatever SoundFont this machine has; tests of one ask for it.
os.environ["TONEKILN_SOUNDFONT"] = "none"

# How long an example takes is the machine's affair. Where a red run stops everybody, examples are
# the same each time; elsewhere they are new ones.
settings.register_profile("tonekiln", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("tonekiln")

compile_once()

# A shell that starts the tests in the background has them ignore Ctrl-C, and all they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """See `order_of_files.py`; within a file they stay as they are."""
    files = in_order(dict.fromkeys(item.path for item in items))
    place = {file: at for at, file in enumerate(files)}
    items.sort(key=lambda item: place[item.path])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Seconds a folder: what a piece of the project costs whoever runs all of its tests."""
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                folders = Path(report.nodeid.partition("::")[0]).parent.parts
                seconds["/".join(folders[:3])] += report.duration
    terminalreporter.section("seconds by folder")
    for folder, spent in seconds.most_common():
        terminalreporter.write_line(f"{spent:7.1f}  {folder}")
