"""What the journal cannot take while another program holds the database, by a real lock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager

import msgspec
import pytest
from tests.example_engines import plan_of
from tests.held_database import held
from tests.patience import PATIENCE_SECONDS
from tests.unit.library.test_store import CLIP

from tonekiln.protocol import Accepted, ClipReady, Done, JobState, Progress, Timing, decode
from tonekilnd.database import open_database
from tonekilnd.jobs.held_events import LONGEST_WAIT_SECONDS
from tonekilnd.jobs.journal import Journal, StoredJob
from tonekilnd.jobs.outbox import Outbox
from tonekilnd.jobs.recovery import answer_for_unfinished
from tonekilnd.library.index import ClipIndex
from tonekilnd.library.store import Library

PLAN = plan_of("toy")
CLIP_READY = ClipReady(job="j", clip=CLIP)
DONE = Done(job="j", clip_ids=(CLIP.clip_id,), timing=Timing())
PROGRESS = Progress(job="j", state=JobState.FITTING, fraction=0.5)


class Day:
    """An outbox over a home's real database, with a clock of its own and a lock to be had."""

    def __init__(self, home) -> None:
        self.home = home
        self.clock = 0.0
        self.told: list[tuple[bytes, str, str]] = []
        self.open()

    def open(self) -> None:
        """As a daemon does at its start."""
        self.database = open_database(self.home / "tonekiln.db")
        self.database.execute("PRAGMA busy_timeout=0")
        self.journal = Journal(self.database)
        self.outbox = Outbox(self.journal, self._deliver, now=lambda: self.clock)

    def _deliver(self, client: bytes, letter) -> bool:
        message = decode(letter.frames).message
        self.told.append((client, message.job, message.kind))
        return True

    def accept(self, job: str = "j") -> None:
        accepted = Accepted(job=job, place=0, eta_ms=None, engine="toy", plan_id=PLAN.plan_id)
        body = msgspec.json.encode(accepted)
        self.journal.accept(StoredJob(job, b"me", "digest", PLAN.plan_id, body, False), PLAN)

    def locked(self) -> AbstractContextManager[None]:
        return held(self.home / "tonekiln.db")

    def kinds(self) -> list[str]:
        return [kind for _, _, kind in self.told]


@pytest.fixture
def day(tmp_path) -> Iterator[Day]:
    day = Day(tmp_path)
    yield day
    day.database.close()


def test_what_cannot_be_kept_is_told_once_it_is_and_in_its_order(day) -> None:
    with day.locked():
        day.outbox.emit(b"me", "j", CLIP_READY)
        day.outbox.emit(b"me", "j", PROGRESS)
        day.outbox.emit(b"me", "j", DONE)
        day.outbox.settle()
        day.outbox.replay(b"me", "j")
        day.outbox.resume(b"me", 0)
        assert day.kinds() == ["progress"], "progress is for now"
        assert day.outbox.untold == {"j"}
    day.outbox.settle()
    assert day.kinds() == ["progress", "clip", "done"]
    assert [event.kind for event in day.journal.events_of_job("j")] == ["clip", "done"]
    day.outbox.settle()
    assert day.kinds() == ["progress", "clip", "done"], "once is enough"
    assert not day.outbox.untold


def test_a_daemon_that_is_killed_meanwhile_has_told_no_end(day) -> None:
    day.accept()
    with day.locked():
        day.outbox.emit(b"me", "j", DONE)
        day.database.close()
    assert day.told == []
    day.open()
    library = Library(day.home / "library", ClipIndex(day.database), 0)
    answer_for_unfinished(day.journal, library, day.outbox)
    assert day.kinds() == ["error"]


def test_it_is_told_all_the_same_when_that_takes_too_long_and_kept_later(day) -> None:
    with day.locked():
        day.outbox.emit(b"me", "j", DONE)
        day.clock = LONGEST_WAIT_SECONDS
        day.outbox.settle()
        assert day.kinds() == ["done"]
        day.outbox.settle()
        assert day.kinds() == ["done"]
        day.outbox.replay(b"me", "j")
        day.outbox.resume(b"me", 0)
        assert day.kinds() == ["done"] * 3, "whoever asks again is told of it too"
    day.outbox.settle()
    assert [event.kind for event in day.journal.events_of_job("j")] == ["done"]
    assert day.kinds() == ["done"] * 3


def test_a_client_that_comes_back_meanwhile_is_told_by_its_new_name(day) -> None:
    day.accept()
    with day.locked():
        day.outbox.emit(b"me", "j", DONE)
        day.outbox.replay(b"me-again", "j")
        assert day.told == []
    day.outbox.settle()
    assert day.told == [(b"me-again", "j", "done")]
    assert [event.client for event in day.journal.events_of_job("j")] == [b"me-again"]


def test_it_is_tried_again_without_being_asked(day) -> None:
    async def run() -> None:
        with day.locked():
            day.outbox.emit(b"me", "j", DONE)
            day.outbox.emit(b"me", "k", msgspec.structs.replace(DONE, job="k"))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(day.told) < 2:
                await asyncio.sleep(0.01)

    asyncio.run(run())
    assert [job for _, job, _ in day.told] == ["j", "k"]
