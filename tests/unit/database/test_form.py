"""Databases of every form: brought up to date in one step, or refused with a sentence."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.unit.library.test_store import CLIP

from tonekiln.protocol import SearchClips
from tonekiln.protocol.errors import Busy, VersionMismatch
from tonekilnd.database import FORM, look_at, open_database
from tonekilnd.jobs.journal import Journal
from tonekilnd.library.index import ClipIndex

EARLIER = Path(__file__).parents[2] / "fixtures" / "home-0.1" / "tonekiln.db"


@pytest.fixture
def earlier(tmp_path) -> Path:
    return Path(shutil.copy(EARLIER, tmp_path / "tonekiln.db"))


def rows(path: Path, statement: str) -> list[tuple]:
    database = sqlite3.connect(path)
    try:
        return [tuple(row) for row in database.execute(statement).fetchall()]
    finally:
        database.close()


def change(path: Path, *statements: str) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        database.execute(statement)
    database.close()


def test_an_earlier_one_keeps_every_row_and_learns_the_rest(earlier) -> None:
    before = rows(earlier, "SELECT id, plan_id, pinned, favourite, number, clip FROM clips")
    plans = rows(earlier, "SELECT id, plan FROM plans")
    open_database(earlier).close()
    assert rows(earlier, "PRAGMA user_version") == [(FORM,)]
    after = rows(earlier, "SELECT id, plan_id, pinned, favourite, number, clip FROM clips")
    assert after == before
    assert rows(earlier, "SELECT id, plan FROM plans") == plans
    assert rows(earlier, "SELECT clips FROM totals") == [(len(before),)]
    marked = rows(earlier, "SELECT count(*) FROM clips WHERE marked")
    assert marked == [(sum(bool(row[2] or row[3]) for row in before),)]
    database = open_database(earlier)
    found, total = ClipIndex(database).search(SearchClips())
    assert total == len(found) == len(before)
    for clip in found:
        assert clip in ClipIndex(database).search(SearchClips(words=clip.name))[0]
        assert clip in ClipIndex(database).search(SearchClips(called=clip.name))[0]
    database.close()
    assert not list(earlier.parent.glob("*in-the-way*"))


def test_one_of_the_form_before_is_brought_to_the_same_as_a_new_one(tmp_path, monkeypatch) -> None:
    from tonekilnd.database import form

    before, new = tmp_path / "before.db", tmp_path / "new.db"
    form._form.cache_clear()
    with monkeypatch.context() as earlier:
        earlier.setattr(form, "_STEPS", form._STEPS[:-1])
        earlier.setattr(form, "FORM", FORM - 1)
        open_database(before).close()
    form._form.cache_clear()
    assert rows(before, "PRAGMA user_version") == [(FORM - 1,)]
    for path in (before, new):
        open_database(path).close()
        assert rows(path, "PRAGMA user_version") == [(FORM,)]
    written = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    assert rows(before, written) == rows(new, written)


def test_all_marks_are_read_without_the_clips_rows(tmp_path) -> None:
    open_database(tmp_path / "new.db").close()
    asked = "EXPLAIN QUERY PLAN SELECT id, pinned, favourite, marked FROM clips WHERE marked"
    assert "COVERING INDEX" in rows(tmp_path / "new.db", asked)[0][3]


def test_a_step_that_fails_half_way_leaves_what_was(earlier, monkeypatch) -> None:
    from tonekilnd.database import form

    class StoppedError(Exception):
        pass

    def stop(_database) -> None:
        raise StoppedError

    monkeypatch.setattr(form, "_STEPS", ((*form._STEPS[0], stop),))
    with pytest.raises(StoppedError):
        open_database(earlier)
    assert rows(earlier, "PRAGMA user_version") == [(0,)]
    assert rows(earlier, "SELECT name FROM sqlite_master WHERE name = 'totals'") == []
    monkeypatch.undo()
    open_database(earlier).close()
    assert rows(earlier, "PRAGMA user_version") == [(FORM,)]


@pytest.mark.parametrize("form", [FORM + 1, 99, -1])
def test_a_later_one_is_refused_and_left_alone(earlier, form) -> None:
    change(earlier, f"PRAGMA user_version = {form}")
    before = earlier.read_bytes()
    with pytest.raises(VersionMismatch, match="later version") as refusal:
        open_database(earlier)
    assert "update Tonekiln" in refusal.value.hint
    assert earlier.read_bytes() == before
    looks = look_at(earlier)
    assert not looks.ok
    assert "later version" in looks.detail
    assert "update Tonekiln" in looks.fix


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("table", ["clips", "jobs", "plans", "events"])
def test_further_columns_of_others_stand_in_nobodys_way(earlier, table, when) -> None:
    if when == "after":
        open_database(earlier).close()
    change(earlier, f"ALTER TABLE {table} ADD COLUMN colour TEXT")
    database = open_database(earlier)
    index = ClipIndex(database)
    index.add(replace(CLIP, path="/x.wav"), "job")
    assert index.find(CLIP.clip_id).prompt == CLIP.prompt
    database.close()
    assert not list(earlier.parent.glob("*in-the-way*"))


@pytest.mark.parametrize(
    "spoil",
    [
        ("ALTER TABLE clips DROP COLUMN key",),
        ("ALTER TABLE jobs DROP COLUMN ended",),
        ("DROP TABLE events",),
        ("DROP TABLE IF EXISTS totals", "PRAGMA user_version = 1"),
        ("ALTER TABLE clips ADD COLUMN marked INTEGER",),
        ("CREATE TABLE traits (number)",),
    ],
)
def test_missing_tables_and_columns_make_way_for_whole_ones(earlier, spoil) -> None:
    plans = rows(earlier, "SELECT id FROM plans ORDER BY id")
    change(earlier, *spoil)
    open_database(earlier).close()
    assert rows(earlier, "PRAGMA user_version") == [(FORM,)]
    assert rows(earlier, "SELECT id FROM plans ORDER BY id") == plans


def test_what_is_lost_with_a_column_is_not_lost_with_the_plans(earlier) -> None:
    open_database(earlier).close()
    change(earlier, "DROP INDEX clips_by_file")
    open_database(earlier).close()
    assert len(rows(earlier, "SELECT id FROM clips")) == len(rows(EARLIER, "SELECT id FROM clips"))


def test_one_that_is_held_is_said_to_be_held_and_not_set_aside(earlier, monkeypatch) -> None:
    monkeypatch.setattr("tonekilnd.database.opening._MOST_WAIT_AT_START_SECONDS", 0.05)
    holder = sqlite3.connect(earlier, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Busy, match="another program"):
        open_database(earlier)
    holder.close()
    assert not list(earlier.parent.glob("*in-the-way*"))
    open_database(earlier).close()


def test_a_job_dated_in_the_future_costs_no_later_one(tmp_path, monkeypatch) -> None:
    from tests.unit.jobs.test_journal import plan_of, stored_job

    monkeypatch.setattr("tonekilnd.jobs.journal._KEEP_JOBS", 2)
    database = open_database(tmp_path / "db")
    journal, plan = Journal(database), plan_of()
    for number in range(5):
        journal.accept(stored_job(plan, f"j{number}"), plan)
    database.execute("UPDATE jobs SET ended = 1, created = CASE WHEN id < 'j3' THEN 9e9 ELSE 1 END")
    again = Journal(database)
    assert [again.find(f"j{n}") is not None for n in range(5)] == [False] * 3 + [True] * 2
    database.close()
