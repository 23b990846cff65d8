"""A daemon that was killed between the index and the journal answers whole at its next start."""

from __future__ import annotations

import msgspec
import pytest
from tests.example_engines import plan_of
from tests.unit.library.test_store import AUDIO, CLIP

from tonekiln.protocol import Accepted, ClipReady, decode
from tonekilnd.jobs.journal import Journal, StoredJob
from tonekilnd.jobs.outbox import Outbox
from tonekilnd.jobs.recovery import answer_for_unfinished
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
        journal, lambda client, frames, **_: sent.append(decode(frames).message) or True
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
