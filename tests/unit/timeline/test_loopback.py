"""The loopback channel against whatever may sit on the port."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from tonekiln.timeline.errors import RoadClosed, Vanished
from tonekiln.timeline.loopback import Loopback, LoopbackFacts

TOKEN = secrets.token_hex()
Start = Callable[[bytes], Loopback]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """A DAW that says something (an answer or not) to whoever connects, and then goes."""
    server = socket.create_server(("127.0.0.1", 0))
    threads = []

    def start(says: bytes) -> Loopback:
        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100_000)
                connection.sendall(says)

        threads.append(threading.Thread(target=answer))
        threads[-1].start()
        facts = LoopbackFacts(port=server.getsockname()[1], token=TOKEN)
        (tmp_path / "daw.json").write_bytes(msgspec.json.encode(facts))
        return Loopback(tmp_path / "daw.json")

    yield start
    for thread in threads:
        thread.join(20)
    server.close()


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"\0\0",
        b"\0\0\0\x10ok=1",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\0\0\0\x03\xff\xff\xff",
        b"\0\0\0\x09id=others",
    ],
)
def test_a_daw_that_goes_or_says_nonsense_has_vanished(start: Start, says: bytes) -> None:
    with pytest.raises(Vanished):
        start(says).ask({"verb": "ping"}, 20)


def test_a_daw_that_does_not_answer_in_time_has_vanished(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        facts = LoopbackFacts(port=server.getsockname()[1], token=TOKEN)
        (tmp_path / "daw.json").write_bytes(msgspec.json.encode(facts))
        with pytest.raises(Vanished, match="has not answered"):
            Loopback(tmp_path / "daw.json").ask({"verb": "ping"}, 0.1)


def test_nobody_on_the_port_is_a_closed_road(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    (tmp_path / "daw.json").write_bytes(msgspec.json.encode(LoopbackFacts(port=port, token=TOKEN)))
    with pytest.raises(RoadClosed):
        Loopback(tmp_path / "daw.json").ask({"verb": "ping"}, 20)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"port": "no"}', "\udcff"])
def test_a_damaged_connection_file_is_a_closed_road(tmp_path: Path, text: str) -> None:
    (tmp_path / "daw.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(RoadClosed, match="damaged"):
        Loopback(tmp_path / "daw.json").ask({"verb": "ping"}, 20)
