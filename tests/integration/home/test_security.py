"""Who may talk to the daemon, and what anyone else can do to it: nothing."""

from __future__ import annotations

import base64
import json
import socket
from pathlib import Path
from urllib.parse import urlparse

import pytest
import zmq
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon

from tonekiln.client.connection import read_connection
from tonekiln.client.wire import connected
from tonekiln.home import Home
from tonekiln.protocol import Ping, decode, encode, limits
from tonekiln.protocol.errors import ErrorCode

SILENCE_MS = 700
ANSWER_MS = 10_000


VECTORS = Path(__file__).resolve().parents[2] / "vectors"
REFUSED = json.loads((VECTORS / "refused.json").read_text("utf-8"))["messages"]


def frame_of(written: dict) -> bytes:
    if "utf8" in written:
        return written["utf8"].encode()
    if "base64" in written:
        return base64.b64decode(written["base64"])
    return bytes([written["byte"]]) * written["times"]


class Sockets:
    """DEALERs that are closed when the test is over."""

    def __init__(self) -> None:
        self._context = zmq.Context()
        self._opened: list[zmq.Socket] = []

    def dealer(self) -> zmq.Socket:
        self._opened.append(self._context.socket(zmq.DEALER))
        return self._opened[-1]

    def close(self) -> None:
        for opened in self._opened:
            opened.close(linger=0)
        self._context.term()


@pytest.fixture
def sockets():
    made = Sockets()
    yield made
    made.close()


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """One daemon for all of them: what one sends must not hurt it for the next."""
    running = RunningDaemon(Home(tmp_path_factory.mktemp("home")), ("--warm=none-yet",)).start()
    yield running
    running.stop()


@pytest.fixture
def facts(standing):
    return read_connection(standing.home.connection_file)


@pytest.fixture
def dealer(sockets, facts) -> zmq.Socket:
    return connected(sockets.dealer(), facts, b"a-client")


def still_serves(daemon: RunningDaemon) -> bool:
    with daemon.client() as client:
        return bool(client.ping().daemon)


def answer_to(dealer: zmq.Socket, frames: list[bytes]):
    dealer.send_multipart(frames)
    assert dealer.poll(ANSWER_MS), "no answer"
    return decode(dealer.recv_multipart()).message


def test_it_listens_on_this_machine_only(facts) -> None:
    assert urlparse(facts.endpoint).hostname == "127.0.0.1"


class TestWithoutTheKeys:
    def test_a_client_without_curve_is_not_heard(self, standing, sockets, facts) -> None:
        plain = sockets.dealer()
        plain.connect(facts.endpoint)
        plain.send_multipart(encode(Ping(), id="x"))
        assert not plain.poll(SILENCE_MS)
        assert still_serves(standing)

    def test_the_servers_key_alone_is_not_enough(self, standing, sockets, facts) -> None:
        stranger = sockets.dealer()
        public, secret = zmq.curve_keypair()
        stranger.curve_serverkey = facts.server_key.encode()
        stranger.curve_publickey, stranger.curve_secretkey = public, secret
        stranger.connect(facts.endpoint)
        stranger.send_multipart(encode(Ping(), id="x"))
        assert not stranger.poll(SILENCE_MS)
        assert still_serves(standing)

    def test_a_listed_key_is_let_in(self, home, with_test_engines, sockets) -> None:
        public, secret = zmq.curve_keypair()
        flags = ("--warm=none-yet", f"--allowed-clients={public.decode()}")
        running = RunningDaemon(Home(home), flags).start()
        try:
            facts = read_connection(running.home.connection_file)
            guest = sockets.dealer()
            guest.curve_serverkey = facts.server_key.encode()
            guest.curve_publickey, guest.curve_secretkey = public, secret
            guest.connect(facts.endpoint)
            assert answer_to(guest, encode(Ping(), id="x")).kind == "pong"
        finally:
            running.stop()

    @pytest.mark.parametrize(
        "said",
        [
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}",
            b"\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL" + b"\x00" * 48,
            b"\x01\x00" + b"A" * 300,
            b"\xff" * 4096,
        ],
        ids=["http", "null-mechanism", "zmtp-1", "noise"],
    )
    def test_other_protocols_on_the_port_do_nothing(self, standing, facts, said) -> None:
        place = urlparse(facts.endpoint)
        with socket.create_connection(
            (place.hostname, place.port), timeout=PATIENCE_SECONDS
        ) as raw:
            raw.sendall(said)
            raw.settimeout(1)
            try:
                while raw.recv(4096):
                    pass
            except (TimeoutError, ConnectionError):
                pass
        assert still_serves(standing)


class TestWithTheKeys:
    @pytest.mark.parametrize(
        ("frames", "code"),
        [
            ([b"\xff\xfe\x00"], ErrorCode.INVALID_REQUEST),
            ([b"{"], ErrorCode.INVALID_REQUEST),
            ([b""], ErrorCode.INVALID_REQUEST),
            ([b'{"v":"9.0","id":"a","kind":"ping","body":{}}'], ErrorCode.VERSION_MISMATCH),
            ([b'{"v":"1.0","id":"a","kind":"open","body":{}}'], ErrorCode.INVALID_REQUEST),
            ([b'{"v":"1.0","id":"../a","kind":"ping","body":{}}'], ErrorCode.INVALID_REQUEST),
            ([b'{"v":"1.0","id":"a","kind":"pong","body":{}}'], ErrorCode.INVALID_REQUEST),
            ([b"[" * 50_000], ErrorCode.INVALID_REQUEST),
            ([b"x" * (limits.MAX_HEADER_BYTES + 1)], ErrorCode.INVALID_REQUEST),
            ([b"{}", *[b""] * 40], ErrorCode.INVALID_REQUEST),
        ],
        ids=[
            "not-utf8",
            "truncated",
            "empty",
            "version",
            "kind",
            "id",
            "a-reply",
            "nested",
            "long",
            "many-frames",
        ],
    )
    def test_what_cannot_be_read_is_answered_with_a_typed_error(
        self, standing, dealer, frames, code
    ) -> None:
        failure = answer_to(dealer, frames)
        assert failure.kind == "error"
        assert failure.code == code
        assert answer_to(dealer, encode(Ping(), id="y")).kind == "pong"

    def test_a_frame_past_the_limit_drops_the_connection_unread(self, standing, dealer) -> None:
        dealer.send_multipart([b" " * (limits.MAX_MESSAGE_BYTES + 1)])
        assert still_serves(standing)

    @pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
    def test_the_daemon_refuses_what_the_vectors_refuse(self, dealer, case) -> None:
        frames = [frame_of(frame) for frame in case["frames"]]
        if not frames or max(map(len, frames)) > limits.MAX_MESSAGE_BYTES:
            return  # these never reach the decoder: nothing to send, or dropped by libzmq
        failure = answer_to(dealer, frames)
        assert (failure.code, failure.field) == (case["error"]["code"], case["error"]["field"])
