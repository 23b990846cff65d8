"""Letters over loopback TCP, without threads: whoever calls `serve_waiting` does the work.

A letter is its length, four bytes big-endian, and one line of form-encoded fields. The
connection file (0600) tells this user's programs the port and the token, new at each start;
a letter without the token is not answered.
"""

from __future__ import annotations

import hmac
import json
import secrets
import selectors
import socket
import struct
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

MAX_LETTER_BYTES = 64 * 1024
MAX_CONNECTIONS = 8
_LENGTH = struct.Struct(">I")


class Refused(Exception):  # noqa: N818 - as the bridge calls it
    """A request that cannot be met; `hint` says what to do."""

    def __init__(self, message, hint=""):
        super().__init__(message)
        self.hint = hint


class Listener:
    """Answers requests by verb.

    Args:
        connection_file: where port and token are told.
        verbs: a function for each verb, from the request's fields to the answer's.
    """

    def __init__(self, connection_file, verbs):
        self._file = Path(connection_file)
        self._verbs = verbs
        self._token = secrets.token_urlsafe(32)
        self._selector = selectors.DefaultSelector()
        self._server = None
        self._heard = {}

    def start(self):
        """Listen on a free loopback port and tell it."""
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setblocking(False)
        self._selector.register(self._server, selectors.EVENT_READ)
        facts = {"port": self._server.getsockname()[1], "token": self._token}
        part = self._file.with_suffix(".part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600, exist_ok=False)
        part.write_text(json.dumps(facts))
        part.replace(self._file)

    def stop(self):
        """Close everything and take the connection file away."""
        for connection in list(self._heard):
            self._close(connection)
        self._selector.unregister(self._server)
        self._server.close()
        self._selector.close()
        self._file.unlink(missing_ok=True)

    def serve_waiting(self):
        """Do what has arrived; never waits."""
        for key, _ in self._selector.select(0):
            if key.fileobj is self._server:
                self._accept()
            else:
                self._hear(key.fileobj)

    def _accept(self):
        connection, _ = self._server.accept()
        if len(self._heard) >= MAX_CONNECTIONS:
            connection.close()
            return
        connection.setblocking(False)
        self._selector.register(connection, selectors.EVENT_READ)
        self._heard[connection] = b""

    def _hear(self, connection):
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

    def _answer_letters(self, connection):
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
            data = urlencode(self._answer(heard[_LENGTH.size : end])).encode("ascii")
            connection.setblocking(True)
            connection.settimeout(1)
            connection.sendall(_LENGTH.pack(len(data)) + data)
            connection.setblocking(False)

    def _answer(self, data):
        request = dict(parse_qsl(data.decode("ascii"), keep_blank_values=True, max_num_fields=64))
        if not hmac.compare_digest(request.get("token", "").encode(), self._token.encode()):
            raise ValueError("not from this user")
        verb = self._verbs.get(request.get("verb"), _unknown)
        try:
            answer = {**verb(request), "ok": "1"}
        except Refused as error:
            answer = {"error": str(error), "hint": error.hint}
        return {**answer, "id": request.get("id", "")}

    def _close(self, connection):
        self._selector.unregister(connection)
        del self._heard[connection]
        connection.close()


def _unknown(_request):
    raise Refused("this script does not know that", "install it again: tonekiln daw install live")
