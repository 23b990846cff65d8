"""The survey of a whole home."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from tonekiln.home import Home
from tonekilnd.config import Settings
from tonekilnd.database import look_at

from .finding import Finding, by_a_start
from .of_database import of_database
from .of_getting import of_getting
from .of_inputs import of_inputs, of_quota
from .of_library import of_library
from .rows import read_rows


def survey(home: Home, settings: Settings, daemon: int | None) -> Iterator[Finding]:
    """Everything that is found; nothing is written.

    Args:
        home: looked at.
        settings: of its daemon.
        daemon: the process that serves it; None where none runs.
    """
    looks = look_at(home.database)
    yield from of_database(home.database, looks, daemon)
    if not looks.ok:
        return  # what there should be is not known
    try:
        rows = read_rows(home.database)
    except sqlite3.Error as error:
        yield by_a_start("database", f"{home.database} cannot be read: {error}")
        return
    if rows.unanswered and daemon is None:
        detail = f"{rows.unanswered} jobs of the last run have no answer yet"
        yield by_a_start("jobs", detail)
    yield from of_getting(home.root, rows.getting, daemon)
    yield from of_library(settings.library_folder(home), rows, daemon)
    yield from of_inputs(home.inputs, rows, daemon)
    yield from of_quota(home.inputs, rows, settings.library_quota_bytes)
