"""A daemon that was killed between the index and the journal answers whole at its next start."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from tests.example_engines import plan_of
from tests.unit.library.test_store import AUDIO, CLIP

from tonekiln.protocol import Accepted, ClipReady, decode
from tonekiln.protocol.errors import Busy, NotFound
from tonekilnd.database import open_database
from tonekilnd.domain import STEMS, Parent
from tonekilnd.jobs.journal import Journal, StoredJob
from tonekilnd.jobs.outbox import Outbox
from tonekilnd.jobs.recovery import _AT_ONCE, adopt_the_rest, answer_for_unfinished
from tonekilnd.library.index import ClipIndex
from tonekilnd.library.store import Library

PLAN = plan_of("toy", variations=2)


@pytest.fixture
def library(database, tmp_path) -> Library:
    return Library(tmp_path / "library", ClipIndex(database), 0)


def accept(journal: Journal) -> None:
    accepted = Accepted(job="j", place=0, eta_ms=None, engine="toy", plan_id=PLAN.plan_id)
    stored = StoredJob("j", b"me", "digest", PLAN.plan_id, msgspec.json.encode(accepted), False)
    journal.accept(stored, PLAN)


def keep(library: Library, number: int):
    clip = msgspec.structs.replace(
        CLIP,
        clip_id=f"{number:016x}",
        name=f"clip-{number}",
        plan_id=PLAN.plan_id,
        variation=number,
    )
    clip = library.write(clip, AUDIO, msgspec.json.encode(PLAN), 0)
    library.add(clip, "j")
    return clip


@pytest.mark.parametrize("told_of", [0, 1, 2])
def test_every_clip_is_told_of_before_the_end(journal, library, told_of) -> None:
    sent = []
    outbox = Outbox(
        journal, lambda _client, letter: sent.append(decode(letter.frames).message) or True
    )
    accept(journal)
    clips = [keep(library, number) for number in (0, 1)]
    for clip in clips[:told_of]:
        outbox.emit(b"me", "j", ClipReady(job="j", clip=clip))
    assert answer_for_unfinished(journal, library, outbox) == 1
    kinds = [message.kind for message in sent]
    assert kinds == ["clip", "clip", "done"]
    assert {m.clip.clip_id for m in sent[:2]} == {clip.clip_id for clip in clips}
    assert journal.unfinished() == []
    assert answer_for_unfinished(journal, library, outbox) == 0


@pytest.mark.parametrize("told_of", [0, 1])
def test_clips_of_a_job_that_lacks_others_are_told_of_too(journal, library, told_of) -> None:
    sent = []
    outbox = Outbox(
        journal, lambda _client, letter: sent.append(decode(letter.frames).message) or True
    )
    accept(journal)
    clip = keep(library, 0)
    for _ in range(told_of):
        outbox.emit(b"me", "j", ClipReady(job="j", clip=clip))
    assert answer_for_unfinished(journal, library, outbox) == 1
    assert [message.kind for message in sent] == ["clip", "error"]
    assert sent[0].clip == clip


@pytest.mark.parametrize("written", [4, 3])
def test_stems_of_a_source_are_whole_when_all_four_are_there(journal, library, written) -> None:
    sent = []
    outbox = Outbox(
        journal, lambda _client, letter: sent.append(decode(letter.frames).message) or True
    )
    plan = msgspec.structs.replace(PLAN, takes=PLAN.takes[:1], parent=Parent(clip=None, name="s"))
    accepted = Accepted(job="j", place=0, eta_ms=None, engine="toy", plan_id=plan.plan_id)
    stored = StoredJob("j", b"me", "digest", plan.plan_id, msgspec.json.encode(accepted), False)
    journal.accept(stored, plan)
    for name in STEMS[:written]:
        clip = msgspec.structs.replace(
            CLIP, clip_id=f"c-{name}", name=name, plan_id=plan.plan_id, stem=name
        )
        library.add(library.write(clip, AUDIO, msgspec.json.encode(plan), 0), "j")
    assert answer_for_unfinished(journal, library, outbox) == 1
    end = "done" if written == 4 else "error"
    assert [message.kind for message in sent] == ["clip"] * written + [end]


@pytest.fixture
def many(tmp_path) -> Path:
    """A library whose index was lost, of more clips than a start reads before it answers."""
    database = open_database(tmp_path / "lost.db")
    library = Library(tmp_path / "library", ClipIndex(database), 0)
    for number in range(_AT_ONCE + 44):
        plan = plan_of("toy", prompt=f"drums {number}")
        clip = msgspec.structs.replace(
            CLIP, clip_id=f"{number:016x}", name=f"clip-{number}", plan_id=plan.plan_id
        )
        library.add(library.write(clip, AUDIO[:, :48], msgspec.json.encode(plan), 0, "j"), "j")
    library.mark(f"{3:016x}", pinned=True, favourite=True)
    database.close()
    return tmp_path


def test_more_clips_than_a_start_reads_are_taken_in_while_others_are_answered(many, caplog) -> None:
    count = _AT_ONCE + 44
    database = open_database(many / "tonekiln.db")
    journal, library = Journal(database), Library(many / "library", ClipIndex(database), 0)
    answer_for_unfinished(journal, library, Outbox(journal, lambda _client, _letter: True))
    assert library.strays == count
    assert f"0 of {count}" in library.problems[0]
    library.folder.joinpath("clip-7.wav").write_bytes(b"RIFF")  # not ours any more
    with pytest.raises(Busy, match="read from their files"):  # it is not lost: it is not read yet
        library.find(f"{3:016x}")
    seen = []

    async def meanwhile() -> None:
        with ThreadPoolExecutor(1) as threads:
            reading = asyncio.ensure_future(adopt_the_rest(journal, library, threads))
            while not reading.done():
                seen.append((library.room().clips, library.problems))
                await asyncio.sleep(0)
            await reading

    held = sqlite3.connect(many / "tonekiln.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")  # another program: it is tried again, and nothing is lost

    async def held_for_a_while() -> None:
        reading = asyncio.ensure_future(meanwhile())
        while "clips cannot be taken in now" not in caplog.text:
            await asyncio.sleep(0.01)
        with pytest.raises(Busy):  # read, and still not in the index
            library.find(f"{3:016x}")
        held.execute("ROLLBACK")
        await reading

    asyncio.run(held_for_a_while())
    held.close()
    assert library.strays == 0
    assert library.problems == ()
    assert library.room().clips == count - 1
    assert len({clips for clips, _ in seen}) > 2, "all at once: nobody was answered meanwhile"
    assert library.find(f"{3:016x}").pinned
    assert library.find(f"{3:016x}").favourite
    with pytest.raises(NotFound):
        library.find(f"{7:016x}")
    for number in (0, 100, count - 1):
        plan = plan_of("toy", prompt=f"drums {number}")
        assert journal.plan(plan.plan_id) == plan
    database.close()
