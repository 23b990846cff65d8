"""A daemon that finds tiny weights in a hub's cache, and a client of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.home import Home

FLAGS = ("--precision=fp32", "--device=cpu", "--worker-threads=1")


@contextmanager
def client_on(home: Home, cache: Path) -> Iterator[Client]:
    """Both end with the context; nothing is fetched."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_CACHE", str(cache))
        patch.setenv("HF_HUB_OFFLINE", "1")
        running = RunningDaemon(home, FLAGS).start()
        try:
            with running.client() as connected:
                yield connected
        finally:
            running.stop()
