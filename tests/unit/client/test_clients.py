"""Both clients over a real socket, against a stand-in that answers as told."""

from __future__ import annotations

import asyncio
import io
from decimal import Decimal

import pytest
from msgspec.structs import replace
from tests.unit.client.either_client import CLIP, MESSAGES, TIMEOUT, answering

from tonekiln.client.asynchronous import AsyncClient
from tonekiln.protocol import (
    KINDS,
    Accepted,
    Cancel,
    CancelDone,
    CancelEngineJob,
    ClipChunk,
    EngineProgress,
    EngineReady,
    Failure,
    FetchClip,
    Generate,
    GetEngine,
    Preset,
    Watch,
)
from tonekiln.protocol.errors import Busy, ErrorCode, NotFound

GETTING = MESSAGES["engine_job"].row

OPERATIONS = [
    ("ping", (), "ping", "pong", lambda reply: reply),
    ("status", (), "get_status", "status", lambda reply: reply),
    ("engines", (), "list_engines", "engine_list", lambda reply: reply),
    ("load", ("sketch",), "load_engine", "engine_state", lambda reply: reply.engine),
    ("unload", ("sketch",), "unload_engine", "engine_state", lambda reply: reply.engine),
    ("pin", ("sketch", False), "pin_engine", "engine_state", lambda reply: reply.engine),
    ("search", (MESSAGES["search_clips"],), "search_clips", "clip_list", lambda reply: reply),
    ("show", (CLIP.clip_id,), "show_clip", "clip_details", lambda reply: reply),
    ("remove", (CLIP.clip_id,), "remove_clip", "clip_state", lambda reply: reply.clip),
    ("presets", (), "list_presets", "preset_list", lambda reply: reply),
    ("cancel", (MESSAGES["cancel"].job,), "cancel", "cancel_done", lambda reply: reply.stopped),
    ("shutdown", (), "shutdown", "ok", lambda _: None),
]


@pytest.mark.parametrize(("name", "arguments", "asks", "answers", "gives"), OPERATIONS)
def test_an_operation_asks_its_question_and_returns_the_typed_answer(
    daemon, client, name, arguments, asks, answers, gives
):
    daemon.answers[KINDS[asks]] = answering(MESSAGES[answers])
    assert getattr(client, name)(*arguments) == gives(MESSAGES[answers])
    assert daemon.heard[-1].message == MESSAGES[asks]


def test_marks_and_presets_are_sent_as_given(daemon, client):
    daemon.answers[KINDS["mark_clip"]] = answering(MESSAGES["clip_state"])
    daemon.answers[KINDS["save_preset"]] = answering(MESSAGES["preset_saved"])
    client.mark(CLIP.clip_id, pinned=True)
    assert daemon.heard[-1].message == MESSAGES["mark_clip"]
    client.save_preset(Preset(name="Mine", words="pad"), "pads")
    assert daemon.heard[-1].message.category == "pads"


def test_a_refused_question_raises_the_error_of_its_code(daemon, client):
    refusal = Failure(
        code=ErrorCode.NOT_FOUND, message="no such clip", field="clip_id", hint="look"
    )
    daemon.answers[KINDS["show_clip"]] = answering(refusal)
    with pytest.raises(NotFound) as error:
        client.show("nope")
    assert (error.value.field, error.value.hint) == ("clip_id", "look")


def test_a_job_gives_its_clips_and_timing(daemon, client, make_two_clips):
    daemon.answers[Generate] = make_two_clips
    result = client.generate("drums", bpm=97.5, bars=4, seed=3).result()
    assert [clip.clip_id for clip in result.clips] == ["a", "b"]
    assert result.timing.total_ms == 3.0
    request = daemon.heard[-1]
    assert (request.id, request.message.bpm) == (result.job, Decimal("97.5"))


def test_a_job_is_iterated_to_its_end(daemon, client, make_two_clips):
    daemon.answers[Generate] = make_two_clips
    job = client.generate("drums", bpm=120, bars=4)
    assert [event.kind for event in job] == ["progress", "clip", "clip", "done"]
    assert [event.kind for event in job] == []
    assert job.accepted().engine == "sketch"
    assert len(job.result().clips) == 2


def test_a_refused_job_raises_and_its_events_end_with_the_reason(daemon, client):
    daemon.answers[Generate] = answering(Failure(code=ErrorCode.BUSY, message="full"))
    job = client.generate("drums", bpm=120, bars=4)
    with pytest.raises(Busy):
        job.accepted()
    with pytest.raises(Busy):
        job.result()
    assert [event.kind for event in job] == ["error"]


def test_refit_and_remake_make_jobs_too(daemon, client, make_two_clips):
    daemon.answers[KINDS["refit"]] = make_two_clips
    daemon.answers[KINDS["remake"]] = make_two_clips
    assert len(client.refit("a", "90.5").result().clips) == 2
    assert len(client.remake("p").result().clips) == 2


def test_a_job_is_cancelled_by_its_handle(daemon, client):
    daemon.answers[Generate] = lambda received: [Accepted(job=received.id, place=0)]
    daemon.answers[Cancel] = lambda received: [CancelDone(job=received.message.job, stopped=True)]
    job = client.generate("drums", bpm=120, bars=4)
    job.accepted()
    assert job.cancel()
    assert daemon.heard[-1].message == Cancel(job=job.id)


def test_an_engine_on_its_way_is_followed_as_a_job_is(daemon, client):
    def bring(received):
        yield replace(MESSAGES["engine_job"], row=replace(GETTING, job=received.id))
        yield daemon.event(EngineProgress(row=replace(GETTING, job=received.id)), 1)
        yield daemon.event(EngineReady(job=received.id), 2)

    daemon.answers[GetEngine] = bring
    getting = client.get_engine("musicgen-small")
    assert getting.accepted().row.engine == GETTING.engine
    assert [event.kind for event in getting] == ["engine_progress", "engine_ready"]
    assert [event.kind for event in getting] == []
    assert getting.result().job == getting.id


def test_an_engine_on_its_way_is_given_up_by_its_handle(daemon, client):
    daemon.answers[CancelEngineJob] = lambda received: [
        CancelDone(job=received.message.job, stopped=True)
    ]
    getting = client.get_engine("musicgen-small")
    assert getting.cancel()
    assert daemon.heard[-1].message == CancelEngineJob(job=getting.id)


def test_a_request_that_got_lost_is_sent_again_under_the_same_id(daemon, client, make_two_clips):
    def ignore_the_first(received):
        daemon.answers[Generate] = make_two_clips
        return []

    daemon.answers[Generate] = ignore_the_first
    job = client.generate("drums", bpm=120, bars=4)
    assert len(job.result().clips) == 2
    requests = [received for received in daemon.heard if isinstance(received.message, Generate)]
    assert {request.id for request in requests} == {job.id}
    assert len(requests) == 2


def test_a_chosen_job_id_is_used(daemon, client, make_two_clips):
    daemon.answers[Generate] = make_two_clips
    assert client.generate("drums", bpm=120, bars=4, job="mine").result().job == "mine"


def test_a_clip_is_fetched_over_the_wire(daemon, client):
    data = bytes(range(256)) * 3

    def chunk(received):
        start = received.message.offset
        reply = ClipChunk(clip_id="c", offset=start, file_bytes=len(data))
        return [daemon.event(reply, None, (data[start : start + 500],))]

    daemon.answers[FetchClip] = chunk
    sink = io.BytesIO()
    assert client.fetch("c", sink) == len(data)
    assert sink.getvalue() == data


def test_preview_audio_comes_with_its_samples(daemon, client, make_two_clips):
    def with_preview(received):
        accepted, *events = make_two_clips(received)
        preview = replace(MESSAGES["preview"], job=received.id)
        return [accepted, daemon.event(preview, 9, (b"\0" * 16,)), *events]

    daemon.answers[Generate] = with_preview
    first = next(iter(client.generate("drums", bpm=120, bars=4, previews=True)))
    assert first.samples == b"\0" * 16
    assert first.preview.channels == 2


@pytest.fixture
def watched(daemon):
    """The daemon sends an event of someone else's job to whoever starts to watch."""
    event = MESSAGES["progress"]
    daemon.answers[Watch] = lambda received: [
        MESSAGES["ok"],
        *([daemon.event(event, 5, parent="theirs")] if received.message.on else []),
    ]
    return event


def watches(daemon):
    return [m.message.on for m in daemon.heard if isinstance(m.message, Watch)]


def test_others_events_come_until_the_iterator_is_closed(daemon, client, watched):
    others = client.watch()
    received = next(iter(others))
    assert (received.parent, received.message) == ("theirs", watched)
    others.close()
    assert watches(daemon) == [True, False]


def test_a_watcher_of_two_may_leave(daemon, client, watched):
    first, second = client.watch(), client.watch()
    next(iter(first))
    next(iter(second))
    first.close()
    assert watches(daemon) == [True, True]
    second.close()
    assert watches(daemon) == [True, True, False]


def test_a_watch_may_outlive_its_client(daemon, client, watched):
    others = client.watch()
    next(iter(others))
    client.close()
    others.close()
    assert watches(daemon) == [True]


def test_two_tasks_may_ask_at_once(daemon, home):
    daemon.answers[KINDS["get_status"]] = answering(MESSAGES["status"])
    daemon.answers[KINDS["list_engines"]] = answering(MESSAGES["engine_list"])

    async def ask():
        async with AsyncClient(home, timeout=TIMEOUT) as client:
            return await asyncio.gather(*[client.status(), client.engines()] * 20)

    answers = asyncio.run(ask())
    assert answers == [MESSAGES["status"], MESSAGES["engine_list"]] * 20
