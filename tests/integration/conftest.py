"""A client of the daemon that a test has."""

from __future__ import annotations

import pytest


@pytest.fixture
def client(daemon):
    with daemon.client() as connected:
        yield connected
