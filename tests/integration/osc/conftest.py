"""A daemon with an OSC port, and surfaces at it."""

from __future__ import annotations

import pytest
from tests.integration.osc.serving import serving
from tests.osc_surface import Surface


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One daemon and its OSC port, for all: surfaces come and go."""
    with serving(tmp_path_factory.mktemp("osc")) as (daemon, port):
        yield daemon, port


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
