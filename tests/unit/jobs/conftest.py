from __future__ import annotations

import pytest

from tonekilnd.database import open_database
from tonekilnd.jobs.journal import Journal


@pytest.fixture
def database(tmp_path):
    connection = open_database(tmp_path / "tonekiln.db")
    yield connection
    connection.close()


@pytest.fixture
def journal(database) -> Journal:
    return Journal(database)
