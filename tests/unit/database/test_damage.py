"""Damaged databases: set aside, and made anew with clips, Plans, pins and favourites."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import msgspec
import pytest
from tests.example_engines import plan_of
from tests.unit.library.test_store import AUDIO, CLIP

from tonekiln.protocol import SearchClips
from tonekilnd.database import look_at, open_database
from tonekilnd.domain import InputFile
from tonekilnd.jobs.journal import Journal
from tonekilnd.jobs.outbox import Outbox
from tonekilnd.jobs.recovery import answer_for_unfinished
from tonekilnd.library.index import ClipIndex
from tonekilnd.library.plan_lines import PlanLines
from tonekilnd.library.store import Library

CLIPS = 12
PLANS = [plan_of("toy", prompt=f"drums {number}") for number in range(CLIPS)]


class Opened:
    """What a daemon opens at its start."""

    def __init__(self, home: Path) -> None:
        self.database = open_database(home / "tonekiln.db")
        self.library = Library(home / "library", ClipIndex(self.database), 0)
        self.journal = Journal(self.database, PlanLines(home / "library"))
        answer_for_unfinished(
            self.journal, self.library, Outbox(self.journal, lambda _client, _letter: True)
        )

    def kill(self) -> None:
        """As kill -9 leaves it: the database's log is not folded in."""
        path = Path(self.database.execute("PRAGMA database_list").fetchone()[2])
        copies = {p: p.read_bytes() for p in path.parent.glob("tonekiln.db*") if p.is_file()}
        self.database.close()
        for copy, content in copies.items():
            copy.write_bytes(content)


def fill(opened: Opened) -> None:
    for number, plan in enumerate(PLANS):
        opened.journal.keep_plan(plan)
        clip = msgspec.structs.replace(
            CLIP, clip_id=f"{number:016x}", name=f"clip-{number}", plan_id=plan.plan_id
        )
        written = opened.library.write(clip, AUDIO, msgspec.json.encode(plan), 0, f"job-{number}")
        opened.library.add(written, f"job-{number}")
    opened.library.mark(f"{1:016x}", pinned=True, favourite=None)
    opened.library.mark(f"{2:016x}", pinned=None, favourite=True)
    opened.library.mark(f"{3:016x}", pinned=True, favourite=True)
    opened.library.mark(f"{3:016x}", pinned=False, favourite=None)


def assert_whole(opened: Opened) -> None:
    for number, plan in enumerate(PLANS):
        clip = opened.library.find(f"{number:016x}")
        assert (clip.pinned, clip.favourite) == (number == 1, number in (2, 3)), number
        assert opened.journal.plan(plan.plan_id) == plan
        assert opened.library.of_job(f"job-{number}") == [clip]
        assert opened.library.search(SearchClips(words=clip.name + "")) != ([], 0)
    assert opened.library.room().clips == CLIPS
    assert opened.library.search(SearchClips(favourite=True))[1] == 2


@pytest.fixture
def home(tmp_path) -> Path:
    opened = Opened(tmp_path)
    fill(opened)
    assert_whole(opened)
    opened.kill()
    return tmp_path


def fold_in(home: Path) -> Path:
    path = home / "tonekiln.db"
    database = sqlite3.connect(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def root_page(path: Path, table: str) -> int:
    """Where a table begins: its page, counted from 0."""
    database = sqlite3.connect(path)
    row = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    database.close()
    return int(row[0]) - 1


def test_deleted(home) -> None:
    for part in home.glob("tonekiln.db*"):
        part.unlink()
    assert_whole(Opened(home))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_the_log_cut_after_a_kill(home, share) -> None:
    log = home / "tonekiln.db-wal"
    log.write_bytes(log.read_bytes()[: int(log.stat().st_size * share)])
    assert_whole(Opened(home))


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 54, 124])
def test_noise_in_the_middle(home, seed) -> None:
    path, chance = fold_in(home), random.Random(seed)
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content))
    size = chance.choice([1, 100, 4096, 20 * 4096])
    noise = chance.randbytes(size)[: len(content) - at]
    content[at : at + len(noise)] = noise
    path.write_bytes(content)
    for _ in range(2):
        opened = Opened(home)
        assert_whole(opened)
        opened.kill()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.99])
def test_cut_short(home, share) -> None:
    path = fold_in(home)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert_whole(Opened(home))


def test_doctor_says_what_happened_and_what_can_still_be_read_is_kept(home) -> None:
    lost = plan_of("toy", prompt=f"drums {99}")
    opened = Opened(home)
    opened.journal.keep_plan(lost)  # its clip's file is gone: it is nowhere else
    opened.kill()
    path = fold_in(home)
    assert look_at(path).ok
    content = bytearray(path.read_bytes())
    page = root_page(path, "clips")
    content[page * 4096 : (page + 1) * 4096] = bytes(4096)
    path.write_bytes(content)
    looks = look_at(path)
    assert not looks.ok
    assert "damaged" in looks.detail
    assert looks.fix.startswith("tonekiln library")
    opened = Opened(home)
    assert_whole(opened)
    assert opened.journal.plan(lost.plan_id) == lost
    opened.kill()
    looks = look_at(path)
    assert looks.ok
    assert looks.set_aside
    assert (home / looks.set_aside[0]).exists()


def test_nothing_is_written_by_looking(home) -> None:
    shutil.rmtree(home / "library")
    path = fold_in(home)
    before = path.read_bytes()
    assert look_at(path).ok
    assert path.read_bytes() == before
    path.unlink()
    assert look_at(path).ok
    assert not path.exists()


def test_marks_survive_junk_and_a_line_that_breaks_off(home) -> None:
    marks = home / "library" / "marks.jsonl"
    content = marks.read_bytes()
    marks.write_bytes(b"\xff\xfe not json\n" + content + b'{"clip": "00000000000000')
    opened = Opened(home)
    opened.library.mark(f"{5:016x}", pinned=True, favourite=None)
    opened.kill()
    for part in home.glob("tonekiln.db*"):
        part.unlink()
    opened = Opened(home)
    assert opened.library.find(f"{5:016x}").pinned
    opened.library.mark(f"{5:016x}", pinned=False, favourite=None)
    assert_whole(opened)


def test_the_index_knows_a_later_mark_than_an_old_copy_of_the_file(home) -> None:
    marks = home / "library" / "marks.jsonl"
    old = marks.read_bytes()
    opened = Opened(home)
    opened.library.mark(f"{1:016x}", pinned=False, favourite=None)
    opened.kill()
    marks.write_bytes(old)
    opened = Opened(home)
    assert not opened.library.find(f"{1:016x}").pinned
    assert opened.library.find(f"{2:016x}").favourite


def test_a_file_of_marks_that_cannot_be_written_costs_no_mark(home) -> None:
    marks = home / "library" / "marks.jsonl"
    opened = Opened(home)
    marks.unlink()
    marks.mkdir()
    opened.library.mark(f"{5:016x}", pinned=True, favourite=None)
    marks.rmdir()
    opened.library.mark(f"{6:016x}", pinned=True, favourite=None)
    opened.kill()
    for part in home.glob("tonekiln.db*"):
        part.unlink()
    opened = Opened(home)
    assert {c.clip_id for c in opened.library.search(SearchClips())[0] if c.pinned} == {
        f"{number:016x}" for number in (1, 5, 6)
    }


LOST = plan_of("toy", prompt=f"drums {99}")
"""Of a clip that was removed, or never made: no WAV carries it."""


def delete_database(home: Path) -> None:
    for part in home.glob("tonekiln.db*"):
        part.unlink()


@pytest.mark.parametrize("broken_off", [b"", b'{"plan_id": "', b"\xff\xfe\n{}\n[1]\n"])
def test_plans_without_a_file_outlast_the_index(home, broken_off) -> None:
    opened = Opened(home)
    opened.journal.keep_plan(LOST)
    opened.library.remove(f"{4:016x}")
    opened.kill()
    lines = home / "library" / "plans.jsonl"
    lines.write_bytes(lines.read_bytes() + broken_off)
    marks = home / "library" / "marks.jsonl"
    marks.write_bytes(marks.read_bytes() + b'{"clip": "00')
    for _ in range(2):
        delete_database(home)
        opened = Opened(home)
        assert all(opened.journal.plan(plan.plan_id) == plan for plan in (*PLANS, LOST))
        assert opened.library.find(f"{1:016x}").pinned
        assert opened.library.find(f"{2:016x}").favourite
        later = plan_of("toy", prompt=f"drums {100}")
        opened.journal.keep_plan(later)
        opened.kill()
    delete_database(home)
    assert Opened(home).journal.plan(later.plan_id) == later


def test_plans_of_a_home_that_had_no_such_file_are_kept_from_the_first_start(home) -> None:
    opened = Opened(home)
    opened.journal.keep_plan(LOST)
    opened.kill()
    (home / "library" / "plans.jsonl").unlink()
    Opened(home).kill()
    delete_database(home)
    assert Opened(home).journal.plan(LOST.plan_id) == LOST


def test_plans_that_could_not_be_written_are_at_the_next_start(home) -> None:
    lines = home / "library" / "plans.jsonl"
    opened = Opened(home)
    there = lines.read_bytes()
    lines.unlink()
    lines.mkdir()
    opened.journal.keep_plan(LOST)
    lines.rmdir()
    lines.write_bytes(there)
    opened.kill()
    Opened(home).kill()
    delete_database(home)
    assert Opened(home).journal.plan(LOST.plan_id) == LOST


def test_plans_name_the_inputs_that_they_need_after_the_index_was_deleted(home) -> None:
    take = msgspec.structs.replace(
        LOST.takes[0], init=InputFile(path="a.wav", sha256="ab" * 32, name="a.wav")
    )
    plan = msgspec.structs.replace(LOST, takes=(take,))
    opened = Opened(home)
    opened.journal.keep_plan(plan)
    opened.kill()
    delete_database(home)
    assert Opened(home).journal.inputs_of(plan.plan_id) == {"ab" * 32}
