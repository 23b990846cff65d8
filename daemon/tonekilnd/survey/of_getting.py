"""Engines that are on their way here, and the libraries that were brought for them."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from tonekiln.home import Home
from tonekilnd.engines.libraries.environment import size_of
from tonekilnd.environments import current, folder_of_environments, pointer_of
from tonekilnd.getting.work import StoredGet

from .finding import Finding
from .rows import read_rows

_MB = 1_000_000


def of_getting(home: Path, getting: Iterable[bytes], daemon: int | None) -> Iterator[Finding]:
    """What stands while no daemon runs, and which libraries could be gone back to.

    Args:
        home: looked at.
        getting: what the journal remembers of each job that has not ended.
        daemon: the process that serves the home, which tells of its jobs itself; None for none.
    """
    if daemon is None:
        yield from _jobs(getting)
    yield from _libraries(home)


def engines_coming(home: Home) -> dict[str, str]:
    """The job of each engine that is on its way here, "" being the libraries alone."""
    try:
        getting = read_rows(home.database).getting
    except sqlite3.Error:
        return {}
    return {engine: asked.job for engine, asked in _first_of_each(getting).items()}


def _first_of_each(getting: Iterable[bytes]) -> dict[str, StoredGet]:
    """By engine; several may have asked for one."""
    first: dict[str, StoredGet] = {}
    for stored in getting:
        # What another version wrote: the daemon's next start says so to whoever asked.
        with contextlib.suppress(msgspec.DecodeError):
            asked = msgspec.json.decode(stored, type=StoredGet)
            first.setdefault(asked.engine, asked)
    return first


def _jobs(getting: Iterable[bytes]) -> Iterator[Finding]:
    for asked in _first_of_each(getting).values():
        called = asked.engine or "the model libraries"
        how = "paused" if asked.paused else "goes on when the daemon starts"
        command = f"tonekiln pull {asked.engine}" if asked.engine else "tonekiln engines install"
        yield Finding("getting", True, f"{called}: on the way here, {how}", f"{command} goes on")


def _libraries(home: Path) -> Iterator[Finding]:
    now, pointer = current(home), pointer_of(home)
    if not now.folder:
        if os.path.lexists(pointer):
            detail = f"{pointer} names no libraries that are there"
            yield Finding("libraries", False, detail, "tonekiln engines install")
        return
    folder = folder_of_environments(home)
    detail = f"brought for models, {size_of(folder / now.folder) / _MB:.0f} MB"
    if now.before and (folder / now.before).is_dir():
        kept = f"those from before are kept, {size_of(folder / now.before) / _MB:.0f} MB"
        fix = "tonekiln engines back, if the new ones do not work for you"
        yield Finding("libraries", True, f"{detail}; {kept}", fix)
    else:
        yield Finding("libraries", True, detail)
