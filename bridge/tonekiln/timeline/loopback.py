"""Letters over loopback TCP, for DAWs whose scripts have sockets (Live, Bitwig).

A letter is preceded by its length, four bytes big-endian, as Bitwig's remote connections take it.
Every request carries the token of the connection file, so that a web page or another user of the
machine, who can reach the port too, is not heard.
"""

from __future__ import annotations

import secrets
import socket
import struct
from collections.abc import Mapping
from pathlib import Path

import msgspec

from .errors import RoadClosed, Vanished
from .letters import MAX_LETTER_BYTES, Letter, decode, encode

_CONNECT_SECONDS = 1.0
_LENGTH = struct.Struct(">I")


class LoopbackFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a DAW script's connection file holds: `{"port": 61234, "token": "..."}`."""

    port: int
    token: str


class Loopback:
    """One DAW's script, found through the connection file at `path` (0600)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def listening(self) -> bool:
        """Whether a script left its connection file."""
        return self._path.exists()

    def ask(self, fields: Mapping[str, str], seconds: float) -> Letter:
        """Send a request and wait for its answer; see `Channel.ask`."""
        facts = self._facts()
        ident = secrets.token_hex(8)
        try:
            connection = socket.create_connection(("127.0.0.1", facts.port), _CONNECT_SECONDS)
        except OSError as error:
            raise RoadClosed("no script of ours listens there") from error
        with connection:
            connection.settimeout(seconds)
            return _exchange(connection, {**fields, "id": ident, "token": facts.token}, ident)

    def _facts(self) -> LoopbackFacts:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=LoopbackFacts)
        except OSError as error:
            raise RoadClosed("no script of ours listens there") from error
        except msgspec.DecodeError as error:
            raise RoadClosed(f"{self._path} is damaged; remove it and install again") from error


def _exchange(connection: socket.socket, request: Letter, ident: str) -> Letter:
    try:
        data = encode(request)
        connection.sendall(_LENGTH.pack(len(data)) + data)
        while True:
            answer = decode(_read(connection))
            if answer.get("id") == ident:
                return answer
    except TimeoutError as error:
        raise Vanished("the DAW took the request and has not answered") from error
    except (OSError, ValueError) as error:
        raise Vanished(f"the DAW went away: {error}") from error


def _read(connection: socket.socket) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > MAX_LETTER_BYTES:
        raise ValueError("it sent something else than a letter")
    data = _exactly(connection, length)
    # Bitwig's reference does not say whether it adds the length itself: then it is there twice.
    twice = _LENGTH.pack(max(0, length - _LENGTH.size))
    return data.removeprefix(twice)


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise ConnectionResetError("it closed the connection")
        data += more
    return data
