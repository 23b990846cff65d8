"""A daemon with an OSC port, and surfaces at it."""

from __future__ import annotations

import os

import pytest
from tests.conftest import ENGINES_FOR_TESTS
from tests.osc_surface import Surface, free_port
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One daemon and its OSC port, for all: surfaces come and go."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ENGINES_FOR_TESTS), prepend=os.pathsep)
        port = free_port()
        home = Home(tmp_path_factory.mktemp("osc"))
        daemon = RunningDaemon(home, ("--warm=none-yet", f"--osc={port}")).start()
        yield daemon, port
        daemon.stop()


@pytest.fixture
def port(served) -> int:
    return served[1]


@pytest.fixture
def surface(port):
    made = Surface(port)
    yield made
    made.close()


@pytest.fixture
def other(port):
    made = Surface(port)
    yield made
    made.close()
