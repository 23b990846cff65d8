"""The loopback channel against whatever may sit on the port."""

from __future__ import annotations

import secrets
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from tests.patience import PATIENCE_SECONDS

from tonekiln.timeline.errors import RoadClosed, Vanished
from tonekiln.timeline.letters import decode, encode
from tonekiln.timeline.loopback import Loopback, LoopbackFacts
from tonekiln.timeline.proof import ANSWER, SCRIPT, nonce, proof

SECRET = secrets.token_hex()
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
        facts = LoopbackFacts(port=server.getsockname()[1], secret=SECRET)
        (tmp_path / "daw.json").write_bytes(msgspec.json.encode(facts))
        return Loopback(tmp_path / "daw.json", "bitwig")

    yield start
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
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
def test_what_goes_or_says_nonsense_is_no_script_and_nothing_was_asked(
    start: Start, says: bytes
) -> None:
    with pytest.raises(RoadClosed, match="daw install bitwig"):
        start(says).ask({"verb": "ping"}, 20)


def test_what_does_not_prove_itself_in_time_is_no_script(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        facts = LoopbackFacts(port=server.getsockname()[1], secret=SECRET)
        (tmp_path / "daw.json").write_bytes(msgspec.json.encode(facts))
        with pytest.raises(RoadClosed, match="daw install bitwig"):
            Loopback(tmp_path / "daw.json", "bitwig").ask({"verb": "ping"}, 0.1)


def test_nobody_on_the_port_is_a_closed_road(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    (tmp_path / "daw.json").write_bytes(
        msgspec.json.encode(LoopbackFacts(port=port, secret=SECRET))
    )
    with pytest.raises(RoadClosed):
        Loopback(tmp_path / "daw.json", "bitwig").ask({"verb": "ping"}, 20)


@pytest.mark.parametrize("text", ["", "[1]", '{"port": "no"}', "\udcff"])
def test_a_damaged_connection_file_is_a_closed_road(tmp_path: Path, text: str) -> None:
    (tmp_path / "daw.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(RoadClosed, match="damaged"):
        Loopback(tmp_path / "daw.json", "bitwig").ask({"verb": "ping"}, 20)


def test_a_file_of_a_version_that_sent_a_token_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "daw.json").write_text('{"port": 9, "token": "old"}')
    with pytest.raises(RoadClosed, match="earlier version; run `tonekiln daw install live`"):
        Loopback(tmp_path / "daw.json", "live").ask({"verb": "ping"}, 20)


def framed(**fields: str) -> bytes:
    data = encode(fields)
    return struct.pack(">I", len(data)) + data


def hear(connection: socket.socket) -> dict[str, str]:
    (length,) = struct.unpack(">I", connection.recv(4, socket.MSG_WAITALL))
    return decode(connection.recv(length, socket.MSG_WAITALL))


class Sitting:
    """Something that sits on the script's port and answers what it likes."""

    def __init__(self, tmp_path: Path, knows: str) -> None:
        self._knows = knows
        self._server = socket.create_server(("127.0.0.1", 0))
        self.heard: list[dict[str, str]] = []
        facts = LoopbackFacts(port=self._server.getsockname()[1], secret=SECRET)
        (tmp_path / "daw.json").write_bytes(msgspec.json.encode(facts))
        self.road = Loopback(tmp_path / "daw.json", "bitwig")
        self._thread = threading.Thread(target=self._sit)
        self._thread.start()

    def _sit(self) -> None:
        connection, _ = self._server.accept()
        with connection:
            hello = hear(connection)
            self.heard.append(hello)
            nonces = (hello["nonce"], nonce())
            connection.sendall(framed(nonce=nonces[1], proof=proof(self._knows, SCRIPT, nonces)))
            try:
                request = hear(connection)
            except (OSError, struct.error):
                return
            self.heard.append(request)
            words = encode({"ok": "1", "id": decode(request["letter"].encode())["id"]}).decode()
            forged = proof("another secret", ANSWER, nonces, words)
            connection.sendall(framed(letter=words, proof=forged))

    def close(self) -> None:
        self._thread.join(PATIENCE_SECONDS)
        self._server.close()


def test_who_does_not_know_the_secret_is_told_a_nonce_and_nothing_else(tmp_path: Path) -> None:
    impostor = Sitting(tmp_path, knows="what it guessed")
    with pytest.raises(RoadClosed, match="does not know our secret"):
        impostor.road.ask({"verb": "place", "path": "/home/me/secret song.wav"}, 20)
    impostor.close()
    (hello,) = impostor.heard
    assert set(hello) == {"verb", "nonce"}
    assert SECRET not in str(hello)


def test_an_answer_that_another_forged_is_none(tmp_path: Path) -> None:
    script = Sitting(tmp_path, knows=SECRET)
    with pytest.raises(Vanished):
        script.road.ask({"verb": "ping"}, 20)
    script.close()
    assert SECRET not in str(script.heard)
