"""A listener between a client and a script that writes down what passes, or plays it again."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading

from tests.patience import PATIENCE_SECONDS

_LENGTH = struct.Struct(">I")


class Tap:
    """Passes one connection on to `port` and keeps what the client said."""

    def __init__(self, port: int) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.heard = b""
        self._thread = threading.Thread(target=self._pass_on, args=(port,))
        self._thread.start()

    def _pass_on(self, port: int) -> None:
        client, _ = self._server.accept()
        with client, socket.create_connection(("127.0.0.1", port)) as script:
            back = threading.Thread(target=self._pump, args=(script, client, False))
            back.start()
            self._pump(client, script, True)
            with contextlib.suppress(OSError):
                script.shutdown(socket.SHUT_RDWR)
            back.join()

    def _pump(self, source: socket.socket, target: socket.socket, keep: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if keep:
                    self.heard += data
                target.sendall(data)

    def close(self) -> None:
        self._thread.join(PATIENCE_SECONDS)
        self._server.close()


def letters_in(data: bytes) -> list[bytes]:
    """The framed letters of a conversation's one side."""
    found = []
    while data:
        (length,) = _LENGTH.unpack(data[:4])
        found.append(data[: 4 + length])
        data = data[4 + length :]
    return found


def answer_to(port: int, letters: list[bytes]) -> list[bytes]:
    """What comes back for each letter until nothing does, from a connection of its own."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(PATIENCE_SECONDS)
        answers = []
        for number, letter in enumerate(letters):
            connection.sendall(letter)
            if number == len(letters) - 1:
                connection.shutdown(socket.SHUT_WR)
            start = _exactly(connection, 4)
            if len(start) < 4:
                break
            answers.append(_exactly(connection, _LENGTH.unpack(start)[0]))
        return answers


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while len(data) < count and (more := connection.recv(count - len(data))):
            data += more
    return data
