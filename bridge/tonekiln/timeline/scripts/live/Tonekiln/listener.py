"""Letters over loopback TCP, without threads: whoever calls `serve_waiting` does the work.

A letter is its length, four bytes big-endian, and one line of form-encoded fields. The
connection file (0600) tells this user's programs the port and a secret, new at each start. It is
never sent: a client gives a nonce, is given one and a proof (HMAC-SHA-256), and proves its one
request over both. Whoever proves nothing is not answered, and closed after a few seconds.

Live 12.0 runs this in Python 3.7, Live 12.1 and newer in 3.11.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import selectors
import socket
import struct
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

if TYPE_CHECKING:  # the Python of Live 12.0 could not make these
    from collections.abc import Callable, Mapping

    Fields = dict[str, str]
    Verb = Callable[[Fields], Fields]

MAX_LETTER_BYTES = 64 * 1024
MAX_FIELDS = 64
MAX_CONNECTIONS = 64
IDLE_SECONDS = 5.0
PATIENCE_SECONDS = 1.0
_LENGTH = struct.Struct(">I")


class Refused(Exception):  # noqa: N818 - as the bridge calls it
    """A request that cannot be met; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Listener:
    """Answers requests by verb.

    Args:
        connection_file: where port and secret are told.
        verbs: a function for each verb, from the request's fields to the answer's.
        now: a clock of seconds that never goes back.
    """

    def __init__(
        self,
        connection_file: str | Path,
        verbs: Mapping[str, Verb],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file = Path(connection_file)
        self._verbs = verbs
        self._now = now
        self._secret = secrets.token_urlsafe(32)
        self._selector = selectors.DefaultSelector()
        self._server: socket.socket | None = None
        self._heard: dict[socket.socket, bytes] = {}
        self._nonces: dict[socket.socket, tuple[str, str]] = {}
        self._since: dict[socket.socket, float] = {}

    def start(self) -> None:
        """Listen on a free loopback port and tell it."""
        server = self._server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        self._selector.register(server, selectors.EVENT_READ)
        facts = {"port": server.getsockname()[1], "secret": self._secret}
        part = self._file.with_suffix(".part")
        _remove(part)
        part.touch(mode=0o600, exist_ok=False)
        part.write_text(json.dumps(facts))
        _patiently(lambda: part.replace(self._file))

    def stop(self) -> None:
        """Close everything and take the connection file away."""
        for connection in list(self._heard):
            self._close(connection)
        if self._server is not None:
            self._selector.unregister(self._server)
            self._server.close()
        self._selector.close()
        try:
            _remove(self._file)
        except PermissionError:
            pass  # it leads to a port where nobody listens

    def serve_waiting(self) -> None:
        """Do what has arrived; never waits."""
        for key, _ in self._selector.select(0):
            if key.fileobj is self._server:
                self._accept(self._server)
            elif isinstance(key.fileobj, socket.socket) and key.fileobj in self._heard:
                self._hear(key.fileobj)
        for connection, since in list(self._since.items()):
            if self._now() - since > IDLE_SECONDS:
                self._close(connection)

    def _accept(self, server: socket.socket) -> None:
        """Take in all who wait; beyond the bound the one that waited longest goes."""
        for _ in range(MAX_CONNECTIONS):
            try:
                connection, _ = server.accept()
            except OSError:
                return
            if len(self._heard) >= MAX_CONNECTIONS:
                self._close(next(iter(self._heard)))
            connection.setblocking(False)
            self._selector.register(connection, selectors.EVENT_READ)
            self._heard[connection] = b""
            self._since[connection] = self._now()

    def _hear(self, connection: socket.socket) -> None:
        try:
            data = connection.recv(MAX_LETTER_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._close(connection)
            return
        self._heard[connection] += data
        try:
            self._answer_letters(connection)
        except (OSError, ValueError):
            self._close(connection)

    def _answer_letters(self, connection: socket.socket) -> None:
        """Raises ValueError where what came is no letter of ours."""
        while len(self._heard[connection]) >= _LENGTH.size:
            heard = self._heard[connection]
            (length,) = _LENGTH.unpack(heard[: _LENGTH.size])
            if length > MAX_LETTER_BYTES:
                raise ValueError("too long")
            end = _LENGTH.size + length
            if len(heard) < end:
                return
            self._heard[connection] = heard[end:]
            said = self._answer(connection, heard[_LENGTH.size : end])
            data = urlencode(said).encode("ascii")
            connection.setblocking(True)
            connection.settimeout(1)
            connection.sendall(_LENGTH.pack(len(data)) + data)
            connection.setblocking(False)

    def _answer(self, connection: socket.socket, data: bytes) -> Fields:
        letter = _fields(data.decode("ascii"))
        if letter.get("verb") == "hello":
            agreed = letter.get("nonce", ""), secrets.token_hex(32)
            self._nonces[connection] = agreed
            return {"nonce": agreed[1], "proof": self._proof("tonekiln script", agreed, "")}
        nonces = self._nonces.pop(connection, None)
        words = letter.get("letter", "")
        if nonces is None or not hmac.compare_digest(
            letter.get("proof", "").encode("utf-8", "replace"),
            self._proof("tonekiln request", nonces, words).encode(),
        ):
            raise ValueError("not from this user")
        answer = urlencode(self._done(_fields(words)))
        self._since[connection] = self._now()
        return {"letter": answer, "proof": self._proof("tonekiln answer", nonces, answer)}

    def _proof(self, who: str, nonces: tuple[str, str], words: str) -> str:
        said = "\n".join((who, *nonces, words)).encode("utf-8", "replace")
        return hmac.new(self._secret.encode(), said, hashlib.sha256).hexdigest()

    def _done(self, request: Fields) -> Fields:
        verb = self._verbs.get(request.get("verb", ""), _unknown)
        try:
            answer = {**verb(request), "ok": "1"}
        except Refused as error:
            answer = {"error": str(error), "hint": error.hint}
        return {**answer, "id": request.get("id", "")}

    def _close(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        del self._heard[connection], self._since[connection]
        self._nonces.pop(connection, None)
        connection.close()


def _remove(path: Path) -> None:
    """Remove a file, if it is there. Raises PermissionError as `_patiently`."""
    try:
        _patiently(path.unlink)
    except FileNotFoundError:
        pass


def _patiently(act: Callable[[], object]) -> None:
    """Windows renames and removes no file that somebody reads; whoever reads this one is quick.

    Raises PermissionError where it is not let go within a second.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            act()
        except PermissionError:
            if os.name != "nt" or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _fields(line: str) -> Fields:
    if line.count("&") >= MAX_FIELDS:
        raise ValueError("too many fields")
    return dict(parse_qsl(line, keep_blank_values=True))


def _unknown(_request: Fields) -> Fields:
    raise Refused("this script does not know that", "install it again: tonekiln daw install live")
