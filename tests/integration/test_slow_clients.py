"""Clients with keys that ask and do not read: they cost a little memory, and nobody else."""

from __future__ import annotations

import asyncio
import contextlib

import psutil
import pytest
import zmq
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon

from tonekiln.client.connection import read_connection
from tonekiln.client.requests import generate_request
from tonekiln.client.wire import connected
from tonekiln.home import Home
from tonekiln.protocol import (
    Done,
    FetchClip,
    Message,
    Ping,
    Resume,
    Upload,
    UploadDone,
    decode,
    encode,
    limits,
)
from tonekilnd.curve_keys import load_keys
from tonekilnd.jobs.letters import Letter
from tonekilnd.platform import connections
from tonekilnd.transport import zmq_server

MEGABYTE = 1 << 20
MOST_GROWTH = 3 * 16 * MEGABYTE


@contextlib.contextmanager
def raw(daemon: RunningDaemon, name: bytes):
    """A DEALER of somebody who reads when he likes."""
    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    socket.rcvhwm = 1
    try:
        yield connected(socket, read_connection(daemon.home.connection_file), name)
    finally:
        context.destroy(linger=0)


def ask(socket: zmq.SyncSocket, message: Message, number: int) -> None:
    socket.send_multipart(encode(message, id=f"ask-{number}"))


def test_clients_that_do_not_read_cost_little_and_get_their_ends_later(daemon) -> None:
    with contextlib.ExitStack() as open_ones, daemon.client() as other:
        job = other.generate("x", bpm="120", seconds=30, engine="clicks", sample_rate=96_000)
        clip = job.result().clips[0]
        before = psutil.Process(daemon.process.pid).memory_info().rss
        lazy = [open_ones.enter_context(raw(daemon, b"lazy-%d" % n)) for n in range(3)]
        for socket in lazy:
            for number in range(1_500):
                ask(socket, FetchClip(clip_id=clip.clip_id, offset=0), number)
        for seed in range(3):  # everybody else is served meanwhile
            assert other.generate("x", bpm=240, bars=1, engine="clicks", seed=seed).result().clips
        grown = psutil.Process(daemon.process.pid).memory_info().rss - before
        assert grown < MOST_GROWTH
        job = other.generate("x", bpm=240, bars=1, engine="clicks", seed=9)
        job.result()
        first, *_ = lazy
        for number in range(1_500):  # it reads after all, and has every answer
            received = decode(first.recv_multipart(), most_header_bytes=1 << 24)
            assert received.parent == f"ask-{number}"
            assert len(received.payload[0]) == limits.MAX_CHUNK_BYTES


def test_a_client_that_fell_behind_is_sent_the_ends_that_it_missed(daemon) -> None:
    with raw(daemon, b"lazy") as socket, daemon.client(name="busy") as other:
        job = other.generate("x", bpm="120", seconds=30, engine="clicks", sample_rate=96_000)
        clip = job.result().clips[0]
        ask(socket, Resume(after=0), 0)
        assert socket.recv_multipart()
        for number in range(200):
            ask(socket, FetchClip(clip_id=clip.clip_id, offset=0), number)
        made = generate_request("x", 240, {"bars": 1, "engine": "clicks", "seed": 4})
        socket.send_multipart(encode(made, id="mine"))
        ask(socket, Ping(), 999)
        ended = False
        while not ended:
            received = decode(socket.recv_multipart(), most_header_bytes=1 << 24)
            ended = isinstance(received.message, Done) and received.parent == "mine"


@pytest.mark.skipif(not connections.CAN_BE_COUNTED, reason="nobody counts there")
def test_a_message_without_an_end_is_not_waited_for(daemon) -> None:
    """Its connection is ended at the next look; what was whole before that is answered."""
    frame = bytes(limits.MAX_MESSAGE_BYTES - 1024)
    with raw(daemon, b"endless") as socket, daemon.client() as other:
        ask(socket, Ping(), 0)
        assert socket.recv_multipart()
        ended = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        either = zmq.Poller()
        either.register(ended, zmq.POLLIN)
        either.register(socket, zmq.POLLIN)
        for _ in range(30):
            for _ in range(600):  # a client's own ZeroMQ sends nothing of it before the last
                socket.send(frame, zmq.SNDMORE)
            socket.send(b"the end")
            if ended in dict(either.poll(PATIENCE_SECONDS * 1000)):
                break
            assert socket.recv_multipart()
        assert ended.poll(0)
        assert other.ping()


def test_what_is_sent_ahead_is_no_message_without_an_end(daemon) -> None:
    chunk = bytes(limits.MAX_CHUNK_BYTES)
    with raw(daemon, b"eager") as socket:
        for number in range(300):  # 75 MB, and no answer is read meanwhile
            upload = Upload(upload=f"u{number % 3}", offset=number // 3 * len(chunk))
            socket.send_multipart(encode(upload, id=f"u{number}", payload=[chunk]))
        for _ in range(300):
            assert isinstance(decode(socket.recv_multipart()).message, UploadDone)


class _Following:
    def __init__(self) -> None:
        self.left = asyncio.Event()

    def heard_from(self, _client: bytes) -> None: ...

    def missed(self, _client: bytes, _seq: int) -> None: ...

    def gone(self, _client: bytes) -> None:
        self.left.set()


def test_a_client_that_reads_nothing_for_long_is_cut_off(home, monkeypatch) -> None:
    monkeypatch.setattr(zmq_server, "_UNREAD_MS", 300)

    async def meet() -> None:
        keys = load_keys(Home(home))
        server = zmq_server.ZmqServer(keys, [])
        following = _Following()
        server.followed_by(following)
        serving = asyncio.ensure_future(server.serve(lambda client, *_: heard.set_result(client)))
        heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        context = zmq.Context()
        socket = context.socket(zmq.DEALER)
        socket.rcvhwm, socket.rcvbuf, socket.linger = 1, 1 << 16, 0
        socket.curve_serverkey = keys.server.public.encode()
        socket.curve_publickey = keys.client.public.encode()
        socket.curve_secretkey = keys.client.secret.encode()
        socket.reconnect_ivl = -1
        socket.connect(server.endpoint)
        try:
            socket.send(b"here")
            client = await heard
            while server.deliver(client, Letter([bytes(256 << 10)])):
                await asyncio.sleep(0)
            await asyncio.wait_for(following.left.wait(), PATIENCE_SECONDS)
        finally:
            serving.cancel()
            context.destroy(linger=0)
            server.close()

    asyncio.run(meet())
