"""A terminal whose daemon runs already, one where nothing runs, and a job that takes minutes."""

from __future__ import annotations

import re

import pytest
from tests.integration.command_line.terminal import terminal
from tests.patience import PATIENCE_SECONDS


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """A terminal whose daemon runs already; the tests share it."""
    shared = terminal(tmp_path_factory.mktemp("studio"))
    shared.ask("generate", "dusty drums", "--bpm", "84", "--bars", "2", "--key", "Am")
    yield shared
    assert shared.type("stop").returncode == 0


@pytest.fixture
def fresh(tmp_path):
    """A terminal in a home where nothing runs."""
    own = terminal(tmp_path / "home")
    yield own
    own.type("stop")
    assert own.daemons() == []


@pytest.fixture
def waiting_job(studio):
    """A job of minutes, its process and its id, both gone when the test ends."""
    process = studio.begin("generate", "long", "--engine", "slow", "--bars", "1")
    job = ""
    for line in process.stderr:
        if said := re.match(r"slow: job ([^\s,]+)", line):
            job = said[1]
        if line.startswith("generating"):
            break
    assert job, "it did not say which job it waits for"
    yield process, job
    studio.type("cancel", job)
    process.communicate(timeout=PATIENCE_SECONDS)
