"""A job that gets an engine: repeated until it is answered, each end told once."""

from __future__ import annotations

import pytest
from tests.unit.client.either_client import MESSAGES

from tonekiln.client.session import Session
from tonekiln.protocol import (
    EngineJob,
    EngineJobRow,
    EngineJobState,
    EngineProgress,
    EngineReady,
    Failure,
    GetEngine,
    decode,
    encode,
)
from tonekiln.protocol.errors import Cancelled, ErrorCode, LicenceNotAccepted

REQUEST = GetEngine(engine="musicgen-small")


def row(job, state=EngineJobState.WEIGHTS, **more):
    return EngineJobRow(job=job, engine="musicgen-small", state=state, **more)


def hear(session, message, parent, seq=None):
    session.take(encode(message, id="r", parent=parent, seq=seq))


def sent(session):
    messages = [decode(frames) for frames in session.outgoing]
    session.outgoing.clear()
    return [(m.message.kind, m.id) for m in messages]


def test_it_is_sent_again_until_its_end_is_known():
    session = Session()
    job = session.start_getting(REQUEST, "mine")
    assert sent(session) == [("get_engine", "mine")]
    session.reconnected()
    assert ("get_engine", "mine") in sent(session)
    hear(session, EngineJob(row=row("mine")), "mine")
    hear(session, EngineProgress(row=row("mine", done_bytes=5)), "mine", 1)
    assert job.events[-1].row.done_bytes == 5
    session.reconnected()
    assert ("get_engine", "mine") in sent(session)
    hear(session, EngineReady(job="mine", engine=MESSAGES["engine_ready"].engine), "mine", 2)
    hear(session, EngineReady(job="mine"), "mine", 2)
    assert [event.kind for event in job.events] == ["engine_progress", "engine_ready"]
    assert job.outcome().engine == MESSAGES["engine_ready"].engine
    session.reconnected()
    assert ("get_engine", "mine") not in sent(session)


def test_a_licence_comes_with_its_refusal():
    session = Session()
    job = session.start_getting(REQUEST)
    refusal = Failure(
        code=ErrorCode.LICENCE_NOT_ACCEPTED, message="not yet", bound="ab" * 32, text="the terms"
    )
    hear(session, refusal, job.id)
    with pytest.raises(LicenceNotAccepted) as refused:
        job.acceptance()
    assert (refused.value.text, refused.value.bound) == ("the terms", "ab" * 32)


def test_a_cancelled_one_says_so():
    session = Session()
    job = session.start_getting(REQUEST)
    hear(session, EngineJob(row=row(job.id)), job.id)
    hear(session, Failure(code=ErrorCode.CANCELLED, message="x", job=job.id), job.id, 3)
    assert job.acceptance().row.engine == "musicgen-small"
    with pytest.raises(Cancelled):
        job.outcome()
