"""What is told of engines on their way, and of libraries, where no daemon runs to be asked."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import msgspec

from tonekiln.home import Home
from tonekilnd.config import Settings
from tonekilnd.database import open_database
from tonekilnd.engines.libraries import environment
from tonekilnd.environments import pointer_of
from tonekilnd.getting.work import StoredGet
from tonekilnd.jobs.journal import NO_PLAN, Journal, StoredJob
from tonekilnd.survey import Finding, engines_coming, survey


def a_home(folder: Path, *jobs: StoredGet) -> Home:
    home = Home(folder)
    home.make()
    with closing(open_database(home.database)) as database:
        journal = Journal(database)
        for job in jobs:
            stored = msgspec.json.encode(job)
            journal.accept_without_plan(StoredJob(job.job, b"c", "d", NO_PLAN, stored, ended=False))
    return home


def found(home: Home, daemon: int | None = None) -> dict[str, list[Finding]]:
    by_name: dict[str, list[Finding]] = {}
    for one in survey(home, Settings(), daemon):
        by_name.setdefault(one.name, []).append(one)
    return by_name


def test_jobs_that_stand_are_named_once_and_are_no_fault(tmp_path: Path) -> None:
    home = a_home(
        tmp_path / "home",
        StoredGet(job="a", engine="musicgen-small", paused=True),
        StoredGet(job="b", engine="musicgen-small", paused=True),
        StoredGet(job="c"),
    )
    told = found(home)
    assert all(one.ok for every in told.values() for one in every)
    small, libraries = told["getting"]
    assert "musicgen-small" in small.detail
    assert "paused" in small.detail
    assert small.fix.startswith("tonekiln pull musicgen-small")
    assert "when the daemon starts" in libraries.detail
    assert libraries.fix.startswith("tonekiln engines install")
    assert "getting" not in found(home, daemon=1)  # which tells of them itself
    assert engines_coming(home) == {"musicgen-small": "a", "": "c"}


def test_a_home_without_a_database_has_nothing_coming(tmp_path: Path) -> None:
    assert engines_coming(Home(tmp_path)) == {}
    home = Home(tmp_path)
    home.database.write_bytes(b"no database")
    assert engines_coming(home) == {}


def test_libraries_that_can_be_gone_back_to_are_named(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    assert "libraries" not in found(home)
    for number in (1, 2):
        environment.take(home.root, environment.begin(home.root), f"r{number}")
        (libraries,) = found(home)["libraries"]
        assert libraries.ok
        assert ("engines back" in libraries.fix) is (number == 2)
    environment.go_back(home.root)
    assert "engines back" in found(home)["libraries"][0].fix


def test_libraries_that_are_gone_are_a_fault(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    environment.take(home.root, environment.begin(home.root), "r")
    pointer_of(home.root).write_text('{"folder": "env-gone"}')
    (gone,) = found(home)["libraries"]
    assert not gone.ok
    assert gone.fix == "tonekiln engines install"
