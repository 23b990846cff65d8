"""Daemons that get engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.models import getting_daemon
from tests.integration.models.getting_engines import FLAGS
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home


@pytest.fixture
def start(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable]:
    """Starts a daemon that asks the given hub."""
    started = []

    def begin(url: str, *flags: str) -> RunningDaemon:
        for name, value in getting_daemon.hub_environment(tmp_path, url).items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        started.append(RunningDaemon(Home(home), (*FLAGS, *flags)).start())
        return started[-1]

    yield begin
    for running in started:
        running.stop()
