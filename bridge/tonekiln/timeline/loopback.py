"""Letters over loopback TCP, for DAWs whose scripts have sockets (Live, Bitwig).

A letter is preceded by its length, four bytes big-endian, as Bitwig's remote connections take it.
Both ends prove that they know the secret of the connection file (`proof.py`), so that a web page or
another user of the machine, who can reach the port or sit on it, is neither heard nor told.
"""

from __future__ import annotations

import secrets
import socket
import struct
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tonekiln import foreign
from tonekiln.foreign import NOT_JSON

from .channel import PICK_UP_SECONDS
from .errors import RoadClosed, Vanished
from .letters import MAX_LETTER_BYTES, Letter, decode, encode
from .proof import ANSWER, REQUEST, SCRIPT, nonce, proof, proves

_CONNECT_SECONDS = 1.0
_LENGTH = struct.Struct(">I")


class LoopbackFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a DAW script's connection file holds: `{"port": 61234, "secret": "..."}`.

    Attributes:
        secret: "" in a file of a version that sent a token instead.
    """

    port: int
    secret: str = ""


class Loopback:
    """One DAW's script.

    Args:
        path: of its connection file (0600).
        daw: its name on the command line.
    """

    def __init__(self, path: Path, daw: str) -> None:
        self._path = path
        self._install = f"run `tonekiln daw install {daw}`, then start the DAW anew"

    def listening(self) -> bool:
        """Whether a script left its connection file."""
        return foreign.is_there(self._path)

    def ask(self, fields: Mapping[str, str], seconds: float) -> Letter:
        """Send a request and wait for its answer; see `Channel.ask`."""
        facts = self._facts()
        ident = secrets.token_hex(8)
        try:
            connection = socket.create_connection(("127.0.0.1", facts.port), _CONNECT_SECONDS)
        except OSError as error:
            raise RoadClosed("no script of ours listens there") from error
        with connection:
            connection.settimeout(min(seconds, PICK_UP_SECONDS))
            nonces = self._agree(connection, facts.secret)
            connection.settimeout(seconds)
            return _exchange(connection, {**fields, "id": ident}, facts.secret, nonces)

    def _agree(self, connection: socket.socket, secret: str) -> tuple[str, str]:
        """Both nonces, once the script has proved itself. Raises RoadClosed: nothing was asked."""
        ours = nonce()
        try:
            _send(connection, {"verb": "hello", "nonce": ours})
            said = decode(_read(connection))
        except (OSError, ValueError) as error:
            raise RoadClosed(
                "what listens there is no script of this version, or the DAW is busy; "
                f"if that stays so, {self._install}"
            ) from error
        nonces = (ours, said.get("nonce", ""))
        if not proves(said.get("proof", ""), proof(secret, SCRIPT, nonces)):
            raise RoadClosed(
                "what listens there does not know our secret: another program, or a script of an "
                f"earlier installation; {self._install}"
            )
        return nonces

    def _facts(self) -> LoopbackFacts:
        try:
            facts = msgspec.json.decode(self._path.read_bytes(), type=LoopbackFacts)
        except OSError as error:
            raise RoadClosed("no script of ours listens there") from error
        except NOT_JSON as error:
            raise RoadClosed(f"{self._path} is damaged; remove it and install again") from error
        if not facts.secret:
            raise RoadClosed(f"the script there is of an earlier version; {self._install}")
        return facts


def _exchange(
    connection: socket.socket, request: Letter, secret: str, nonces: tuple[str, str]
) -> Letter:
    try:
        words = encode(request).decode("ascii")
        _send(connection, {"letter": words, "proof": proof(secret, REQUEST, nonces, words)})
        return _proved(decode(_read(connection)), request["id"], secret, nonces)
    except TimeoutError as error:
        raise Vanished("the DAW took the request and has not answered") from error
    except (OSError, ValueError) as error:
        raise Vanished(f"the DAW went away: {error}") from error


def _proved(said: Letter, ident: str, secret: str, nonces: tuple[str, str]) -> Letter:
    """The script's answer to that request. Raises ValueError where it is none."""
    words = said.get("letter", "")
    if not proves(said.get("proof", ""), proof(secret, ANSWER, nonces, words)):
        raise ValueError("its answer is not the script's")
    answer = decode(words.encode("ascii"))
    if answer.get("id") != ident:
        raise ValueError("its answer is to something else")
    return answer


def _send(connection: socket.socket, letter: Letter) -> None:
    data = encode(letter)
    connection.sendall(_LENGTH.pack(len(data)) + data)


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
