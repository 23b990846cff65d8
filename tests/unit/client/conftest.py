"""A stand-in for the daemon: a real ROUTER under CURVE that answers as a test tells it."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zmq
from tests.unit.client.either_client import TIMEOUT, InALoop, two_clips

from tonekiln.client.asynchronous import AsyncClient
from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import Accepted, Message, Ping, Pong, Received, decode, encode


@dataclass(frozen=True)
class Sent:
    """One message of the stand-in: a reply to what was just heard, or to `parent`."""

    message: Message
    seq: int | None = None
    payload: tuple[bytes, ...] = ()
    parent: str | None = None


Answer = Callable[[Received], Iterable[Sent | Message]]


@dataclass
class StandIn:
    """Answers on a thread of its own.

    Attributes:
        answers: by type of request; what is not in it stays unanswered.
        heard: every request, in order.
    """

    home: Home
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    answers: dict[type[Message], Answer] = field(default_factory=dict)
    heard: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers.setdefault(Ping, lambda _: [self.pong()])
        self._context = zmq.Context()
        self._server_key, secret = zmq.curve_keypair()
        self._router = self._context.socket(zmq.ROUTER)
        self._router.setsockopt(zmq.CURVE_SERVER, 1)
        self._router.setsockopt(zmq.CURVE_SECRETKEY, secret)
        self._router.setsockopt(zmq.ROUTER_HANDOVER, 1)
        self._router.setsockopt(zmq.LINGER, 0)
        self._router.bind("tcp://127.0.0.1:*")
        stop = f"inproc://{self.name}"
        self._stop, self._stopped = self._context.socket(zmq.PAIR), self._context.socket(zmq.PAIR)
        self._stopped.bind(stop)
        self._stop.connect(stop)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        self.write_connection_file()

    def pong(self) -> Pong:
        return Pong(daemon=self.name, version="0.0.0", last_event=0)

    @staticmethod
    def event(
        message: Message,
        seq: int | None,
        payload: tuple[bytes, ...] = (),
        parent: str | None = None,
    ) -> Sent:
        return Sent(message, seq, payload, parent)

    def heard_kinds(self) -> list[str]:
        return [received.message.kind for received in self.heard]

    def connection(self) -> dict[str, str | int]:
        public, secret = zmq.curve_keypair()
        return {
            "endpoint": self._router.getsockopt_string(zmq.LAST_ENDPOINT),
            "server_key": self._server_key.decode(),
            "client_public": public.decode(),
            "client_secret": secret.decode(),
            "pid": os.getpid(),
            "version": "0.0.0",
        }

    def write_connection_file(self, **changed: str | int) -> None:
        self.home.run.mkdir(parents=True, exist_ok=True)
        self.home.connection_file.write_text(json.dumps(self.connection() | changed))

    def stop(self) -> None:
        if self._thread.is_alive():
            self._stop.send(b"")
            self._thread.join()
            self._context.destroy(linger=0)

    def _serve(self) -> None:
        poller = zmq.Poller()
        poller.register(self._router, zmq.POLLIN)
        poller.register(self._stopped, zmq.POLLIN)
        while True:
            ready = dict(poller.poll())
            if self._stopped in ready:
                self._router.close(linger=0)
                return
            self._answer()

    def _answer(self) -> None:
        client, *frames = self._router.recv_multipart()
        received = decode(frames)
        self.heard.append(received)
        answer = self.answers.get(type(received.message), lambda _: [])
        for item in answer(received):
            sent = item if isinstance(item, Sent) else Sent(item)
            reply = encode(
                sent.message,
                id=uuid.uuid4().hex,
                parent=sent.parent or received.id,
                seq=sent.seq,
                payload=sent.payload,
            )
            self._router.send_multipart([client, *reply])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def another_daemon(home: Home) -> Iterator[Callable[[], StandIn]]:
    """Starts stand-ins that serve the same home, each taking the connection file over."""
    running: list[StandIn] = []

    def start() -> StandIn:
        running.append(StandIn(home))
        return running[-1]

    yield start
    for stand_in in running:
        stand_in.stop()


@pytest.fixture
def daemon(another_daemon: Callable[[], StandIn]) -> StandIn:
    return another_daemon()


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


@pytest.fixture
def make_two_clips(daemon):
    def answer(received):
        yield Accepted(job=received.id, place=0, engine="sketch")
        for seq, event in enumerate(two_clips(received.id), start=1):
            yield daemon.event(event, seq)

    return answer
