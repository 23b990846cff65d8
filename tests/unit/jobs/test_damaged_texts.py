"""One text that cannot be read costs itself only: no start, no other row, no other event."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace
from tests.example_engines import plan_of
from tests.unit.library.test_store import AUDIO, CLIP

from tonekiln.protocol import Accepted, Done, Failure, SearchClips, Timing, decode
from tonekiln.protocol.errors import NotFound
from tonekilnd.jobs.journal import Journal, StoredJob
from tonekilnd.jobs.outbox import Outbox
from tonekilnd.jobs.recovery import answer_for_unfinished
from tonekilnd.library.index import ClipIndex
from tonekilnd.library.marks import NAME, Marks
from tonekilnd.library.plan_lines import PlanLines
from tonekilnd.library.store import Library

DEEP = b'{"plan_id":"p","clip":"c","more":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
TEXTS = {"nested": DEEP, "cut off": b'{"plan_id":"p","cl', "no UTF-8": b'"\xff"', "a number": b"7"}
PLAN = plan_of("toy")


@pytest.fixture(params=TEXTS)
def text(request) -> bytes:
    return TEXTS[request.param]


@pytest.fixture
def library(database, tmp_path) -> Library:
    return Library(tmp_path / "library", ClipIndex(database), 0)


def accept(journal: Journal, name: str) -> None:
    accepted = Accepted(job=name, place=0, eta_ms=None, engine="toy", plan_id=PLAN.plan_id)
    stored = StoredJob(name, b"me", "digest", PLAN.plan_id, msgspec.json.encode(accepted), False)
    journal.accept(stored, PLAN)


def test_a_line_beside_the_clips(database, tmp_path, text) -> None:
    mark = b'{"clip":"c","pinned":true,"number":3}'
    (tmp_path / NAME).write_bytes(text + b"\n" + mark + b"\n" + text)
    marks = Marks(tmp_path)
    assert marks.of("c") is not None
    plan = msgspec.json.encode(PLAN)
    (tmp_path / "plans.jsonl").write_bytes(text + b"\n" + plan + b"\n" + text)
    assert Journal(database, PlanLines(tmp_path)).plan(PLAN.plan_id) == PLAN


def test_a_clips_row(database, library, text) -> None:
    clip = library.write(CLIP, AUDIO, msgspec.json.encode(PLAN), 0)
    library.add(clip, "j")
    other = library.write(replace(CLIP, clip_id="e" * 16, name="b"), AUDIO, b"{}", 0)
    library.add(other, "j")
    database.execute("UPDATE clips SET clip = ? WHERE id = ?", (text, clip.clip_id))
    assert library.search(SearchClips()) == ([other, clip], 2)  # that one from its file
    assert library.find(clip.clip_id) == clip


def test_an_event_keeps_no_other_from_its_client(database, journal, text) -> None:
    sent = []
    outbox = Outbox(journal, lambda _client, letter: sent.append(decode(letter.frames)) or True)
    for name in ("a", "b", "c"):
        accept(journal, name)
        outbox.emit(b"me", name, Done(job=name, clip_ids=(), timing=Timing()))
    sent.clear()
    database.execute("UPDATE events SET body = ? WHERE job = 'b'", (text,))
    outbox.resume(b"me", 0)
    assert [received.message.job for received in sent] == ["a", "c"]


def test_a_plan_fails_its_job_and_no_start(database, journal, library, text) -> None:
    sent = []
    outbox = Outbox(journal, lambda _client, letter: sent.append(decode(letter.frames)) or True)
    accept(journal, "a")
    database.execute("UPDATE plans SET plan = ?", (text,))
    with pytest.raises(NotFound):
        journal.plan(PLAN.plan_id)
    assert answer_for_unfinished(journal, library, outbox) == 1
    assert [type(received.message) for received in sent] == [Failure]
    assert journal.unfinished() == []
