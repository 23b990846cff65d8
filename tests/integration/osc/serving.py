"""A daemon with an OSC port."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import ENGINES_FOR_TESTS
from tests.osc_surface import free_port
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home


@contextmanager
def serving(folder: Path) -> Iterator[tuple[RunningDaemon, int]]:
    """One with the tests' engines, its home in a folder; and its port."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ENGINES_FOR_TESTS), prepend=os.pathsep)
        port = free_port()
        daemon = RunningDaemon(Home(folder), ("--warm=none-yet", f"--osc={port}")).start()
        yield daemon, port
        daemon.stop()
