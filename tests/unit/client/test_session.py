"""The conversation without a socket: what is sent again, and what never is."""

from decimal import Decimal

import pytest

from tonekiln.client.session import Session, Watcher
from tonekiln.protocol import (
    Accepted,
    Failure,
    Generate,
    GetStatus,
    JobState,
    Pong,
    Progress,
    RemoveClip,
    Resume,
    decode,
    encode,
    limits,
)
from tonekiln.protocol.errors import ErrorCode, InvalidRequest

REQUEST = Generate(prompt="drums", bpm=Decimal(120), bars=4)


def sent(session):
    messages = [decode(frames) for frames in session.outgoing]
    session.outgoing.clear()
    return [(m.message.kind, m.id) for m in messages]


def kinds(session):
    return [kind for kind, _ in sent(session)]


def hear(session, message, parent=None, seq=None):
    session.take(encode(message, id="r", parent=parent, seq=seq))


def pong(daemon="one"):
    return Pong(daemon=daemon, version="1", last_event=0)


def test_a_reply_finds_its_question():
    session = Session()
    first, second = session.ask(GetStatus()), session.ask(GetStatus())
    hear(session, pong(), second.id)
    assert first.reply is None
    assert second.answer().message == pong()


def test_a_job_that_is_silent_for_long_is_asked_for():
    session = Session()
    job = session.start(REQUEST)
    hear(session, Accepted(job=job.id, place=0, eta_ms=None, engine="x", plan_id="p"), job.id)
    sent(session)
    asked = []
    for _ in range(10):
        session.stir()
        asked.append("generate" in kinds(session))
    assert asked == [False] * 4 + [True] + [False] * 4 + [True]


def test_a_request_without_a_word_is_sent_again_under_its_own_id():
    session = Session()
    job = session.start(REQUEST)
    first = sent(session)
    session.stir()
    assert sent(session)[1:] == first == [("generate", job.id)]


def test_an_accepted_job_is_not_sent_again_by_silence_alone():
    session = Session()
    job = session.start(REQUEST)
    hear(session, Accepted(job=job.id, place=0), job.id)
    sent(session)
    session.stir()
    assert kinds(session) == ["ping"]


def test_another_daemon_gets_the_jobs_again_and_is_asked_for_what_was_missed():
    session = Session()
    job = session.start(REQUEST)
    hear(session, pong("one"))
    hear(session, Accepted(job=job.id, place=0), job.id)
    hear(session, Progress(job=job.id, state=JobState.QUEUED, fraction=0.0), job.id, seq=41)
    sent(session)
    hear(session, pong("two"))
    again = [decode(frames).message for frames in session.outgoing]
    assert Resume(after=41) in again
    assert REQUEST in again


def test_a_removal_is_never_sent_twice():
    session = Session()
    session.ask(RemoveClip(clip_id="a"))
    session.ask(GetStatus())
    sent(session)
    session.reconnected()
    assert kinds(session) == ["ping", "get_status"]


def test_watching_goes_on_after_a_reconnect():
    session = Session()
    session.watchers.append(Watcher())
    session.reconnected()
    assert {"watch", "resume"} <= set(kinds(session))


def test_others_events_go_to_every_watcher():
    session = Session()
    progress = Progress(job="theirs", state=JobState.QUEUED, fraction=0.0)
    hear(session, progress, "theirs", seq=1)
    session.watchers += [Watcher(), Watcher()]
    hear(session, progress, "theirs", seq=2)
    assert [[e.seq for e in watcher.events] for watcher in session.watchers] == [[2], [2]]


def test_an_error_that_names_nobody_goes_to_the_only_one_who_asked():
    session = Session()
    failure = Failure(code=ErrorCode.INVALID_REQUEST, message="too long", field="header")
    job = session.start(REQUEST)
    hear(session, failure)
    assert job.failure == failure


def test_an_error_that_names_nobody_is_nobodys_when_several_asked():
    session = Session()
    calls = [session.ask(GetStatus()), session.ask(GetStatus())]
    hear(session, Failure(code=ErrorCode.INTERNAL, message="?"))
    assert [call.reply for call in calls] == [None, None]


@pytest.mark.parametrize("frames", [[b""], [b"{}"], [b"\xff"], [b'{"v":"1.0","id":"a"}'] * 7])
def test_frames_that_are_no_message_are_passed_over(frames):
    session = Session()
    calls = [session.ask(GetStatus()), session.ask(GetStatus())]
    session.take(frames)
    assert [call.reply for call in calls] == [None, None]


def test_a_daemon_of_another_major_version_is_an_error_not_a_silence():
    session = Session()
    call = session.ask(GetStatus())
    session.take([b'{"v":"9.0","id":"r","kind":"status","body":{}}'])
    assert call.reply.message.code == ErrorCode.VERSION_MISMATCH


def test_a_long_reply_is_read():
    session = Session()
    call = session.ask(GetStatus())
    long = Failure(code=ErrorCode.INTERNAL, message="x" * (limits.MAX_HEADER_BYTES + 1))
    hear(session, long, call.id)
    assert call.reply.message == long


def test_text_that_is_not_utf8_names_its_field():
    with pytest.raises(InvalidRequest) as refusal:
        Session().start(Generate(prompt="caf\udce9", bpm=Decimal(120), bars=4))
    assert refusal.value.field == "prompt"
