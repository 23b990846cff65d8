"""Both clients over a real socket, against a stand-in that answers as told."""

from __future__ import annotations

import asyncio
import io
from decimal import Decimal

import pytest
import zmq
from msgspec.structs import replace

from tonekiln.client.asynchronous import AsyncClient
from tonekiln.client.blocking import Client
from tonekiln.client.connection import read_connection
from tonekiln.client.wire import connected
from tonekiln.protocol import (
    KINDS,
    Accepted,
    Cancel,
    CancelDone,
    ClipChunk,
    ClipReady,
    Done,
    Failure,
    FetchClip,
    Generate,
    JobState,
    LoadEngine,
    Ping,
    Preset,
    Progress,
    Resume,
    Timing,
    Watch,
    encode,
)
from tonekiln.protocol.errors import (
    Busy,
    DaemonUnreachable,
    ErrorCode,
    NotFound,
)
from tonekiln.protocol.publish.examples import EXAMPLES

MESSAGES = {example.message.kind: example.message for example in EXAMPLES}
CLIP = MESSAGES["clip"].clip
TIMEOUT = 1.0


class InALoop:
    """The asyncio client, or a job of it, used as if it blocked."""

    def __init__(self, runner, thing):
        self._runner = runner
        self._thing = thing

    def __getattr__(self, name):
        if name == "close" and hasattr(self._thing, "aclose"):
            name = "aclose"
        attribute = getattr(self._thing, name)
        if not callable(attribute):
            return attribute

        def run(*arguments, **options):
            answer = attribute(*arguments, **options)
            if hasattr(answer, "__aiter__") and not asyncio.iscoroutine(answer):
                return InALoop(self._runner, answer)
            done = self._runner.run(answer)
            return InALoop(self._runner, done) if hasattr(done, "result") else done

        return run

    def __iter__(self):
        return InALoop(self._runner, self._thing.__aiter__())

    def __next__(self):
        try:
            return self._runner.run(self._next())
        except StopAsyncIteration:
            raise StopIteration from None

    async def _next(self):
        return await anext(self._thing)


@pytest.fixture(params=["blocking", "asyncio"])
def open_client(request, home):
    opened = []
    runner = asyncio.Runner()

    def open_one(**options):
        options = {"home": home, "timeout": TIMEOUT} | options
        if request.param == "blocking":
            client = Client(**options)
        else:

            async def enter():
                return await AsyncClient(**options).__aenter__()

            client = InALoop(runner, runner.run(enter()))
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        client.close()
    runner.close()


@pytest.fixture
def client(daemon, open_client):
    return open_client()


def answering(*messages):
    return lambda _: messages


def two_clips(job):
    return [
        Progress(job=job, state=JobState.GENERATING, fraction=0.5),
        ClipReady(job=job, clip=replace(CLIP, clip_id="a")),
        ClipReady(job=job, clip=replace(CLIP, clip_id="b")),
        Done(job=job, clip_ids=("a", "b"), timing=Timing(total_ms=3.0)),
    ]


@pytest.fixture
def make_two_clips(daemon):
    def answer(received):
        yield Accepted(job=received.id, place=0, engine="sketch")
        for seq, event in enumerate(two_clips(received.id), start=1):
            yield daemon.event(event, seq)

    return answer


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


def test_a_client_follows_to_the_daemon_that_took_over(
    daemon, another_daemon, open_client, make_two_clips
):
    daemon.answers[Generate] = lambda received: [
        Accepted(job=received.id, place=0),
        daemon.event(Progress(job=received.id, state=JobState.LOADING, fraction=0.1), 7),
    ]
    client = open_client(name="cli-steady", timeout=5.0)
    job = client.generate("drums", bpm=120, bars=4)
    assert next(iter(job)).state == JobState.LOADING
    daemon.stop()
    successor = another_daemon()
    successor.answers[Generate] = make_two_clips
    successor.answers[Resume] = answering(MESSAGES["ok"])
    assert len(job.result().clips) == 2
    assert Resume(after=7) in [received.message for received in successor.heard]
    assert client.ping().daemon == successor.name


def test_a_long_wait_is_no_silence_while_pings_are_answered(daemon, open_client):
    """An engine that takes three times the client's patience to load."""
    client = open_client(timeout=0.2)
    asked = []
    daemon.answers[LoadEngine] = lambda received: asked.append(received.id) or []

    def pong_and_at_last_the_engine(_):
        pings = daemon.heard_kinds().count("ping")
        engine = daemon.event(MESSAGES["engine_state"], None, parent=asked[0])
        return [daemon.pong(), *([engine] if pings == 12 else [])]

    daemon.answers[Ping] = pong_and_at_last_the_engine
    assert client.load("sketch") == MESSAGES["engine_state"].engine
    assert len(asked) == 1


def test_a_silent_daemon_is_unreachable_and_the_client_can_be_closed(daemon, client):
    daemon.answers[Ping] = answering()
    with pytest.raises(DaemonUnreachable, match="has not answered"):
        client.status()


def test_a_daemon_that_never_answers_is_unreachable_from_the_start(daemon, open_client):
    daemon.answers[Ping] = answering()
    with pytest.raises(DaemonUnreachable):
        open_client()


def test_no_daemon_at_all(open_client):
    with pytest.raises(DaemonUnreachable, match="no daemon is running"):
        open_client()


def test_a_wrong_server_key_is_unreachable(daemon, open_client):
    stranger, _ = zmq.curve_keypair()
    daemon.write_connection_file(server_key=stranger.decode())
    with pytest.raises(DaemonUnreachable, match="has not answered"):
        open_client()


@pytest.mark.parametrize(
    "damage", [{"server_key": "short"}, {"client_secret": "é" * 40}, {"client_public": ""}]
)
def test_keys_that_are_none_say_so(daemon, open_client, damage):
    daemon.write_connection_file(**damage)
    with pytest.raises(DaemonUnreachable, match="keys or endpoint"):
        open_client()


def test_a_connection_file_may_be_given_by_path(daemon, open_client, tmp_path):
    copy = tmp_path / "studio.json"
    daemon.home.connection_file.rename(copy)
    assert open_client(home=None, connection=copy).ping().daemon == daemon.name


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


def test_a_client_whose_name_another_took_is_heard_again(daemon, open_client):
    client = open_client(name="cli-steady", timeout=4.0)
    facts = read_connection(daemon.home.connection_file)
    context = zmq.Context()
    try:
        forger = connected(context.socket(zmq.DEALER), facts, b"cli-steady")
        forger.send_multipart(encode(Ping(), id="forged"))
        assert forger.recv_multipart()
    finally:
        context.destroy(linger=0)
    assert client.ping().daemon == daemon.name
