"""The connection file: where the daemon listens, and the keys that it admits."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import psutil

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.ownership import WAY_OUT, belongs_to_another, is_foreign
from tonekiln.protocol.errors import DaemonUnreachable

START_HINT = "start it with `tonekiln serve`"

_CONNECT_SECONDS = 2.0
_GREETING_SECONDS = 1.0
_GREETING = b"\xff"
"""A ZeroMQ peer's first byte, which it sends unasked (RFC 23, ZMTP 3.0)."""

_MOST_BYTES = 65536


class ConnectionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What `connection.json` holds.

    Attributes:
        endpoint: where the daemon's socket is, `tcp://HOST:PORT`.
        server_key: the daemon's CURVE public key, Z85.
        client_public: the public key that the daemon admits.
        client_secret: its secret half.
        pid: the daemon's process, on its own machine.
        version: the daemon's version.
    """

    endpoint: str
    server_key: str
    client_public: str
    client_secret: str
    pid: int
    version: str

    @property
    def remote(self) -> bool:
        """Whether the daemon is on another machine, so that paths mean nothing to it."""
        try:
            host = urlsplit(self.endpoint).hostname or ""
        except ValueError:
            return False
        try:
            return not ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host != "localhost"


def read_connection(path: Path) -> ConnectionFacts:
    """Read a connection file.

    Raises:
        DaemonUnreachable: there is none, it cannot be read, or its daemon has gone.
    """
    facts = written_in(path)
    if not facts.remote and not _listening(facts, path):
        raise DaemonUnreachable(
            "no daemon is running: the one that wrote the connection file has gone",
            hint=START_HINT,
        )
    return facts


def _listening(facts: ConnectionFacts, path: Path) -> bool:
    """Whether the daemon's process and port are there; after a crash both may be another's."""
    try:
        address = urlsplit(facts.endpoint)
        if not psutil.pid_exists(facts.pid):
            return False
        where = address.hostname, address.port or 0
        with socket.create_connection(where, _CONNECT_SECONDS) as listener:
            listener.settimeout(_GREETING_SECONDS)
            return listener.recv(1) == _GREETING
    except TimeoutError:  # a daemon that was stopped, or a port that is another's
        return not is_unserved(path)
    except (OSError, ValueError, OverflowError):  # of an endpoint or a pid that is none
        return False


def is_unserved(path: Path) -> bool:
    """Whether no daemon holds the lock of the home that this is the file of; of a copy, False."""
    lock = Home(path.parent.parent).lock_file
    if path.parent != lock.parent or not foreign.is_there(lock):
        return False
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only where it is doubtful

    try:
        with FileLock(lock, timeout=0):
            return True
    except (Timeout, OSError):
        return False


def written_in(path: Path) -> ConnectionFacts:
    """What a connection file says, whether its daemon runs or not. Raises DaemonUnreachable."""
    if is_foreign(path):
        raise DaemonUnreachable(belongs_to_another(path), hint=WAY_OUT)
    try:
        content = foreign.read(path, _MOST_BYTES)
    except Unreadable as error:
        if error.absent:
            raise DaemonUnreachable("no daemon is running", hint=START_HINT) from error
        raise DaemonUnreachable(
            str(error), hint="only the user who started the daemon may read it"
        ) from error
    try:
        return foreign.json_of(content, ConnectionFacts, path)
    except Unreadable as error:
        raise DaemonUnreachable(
            f"{path} is damaged", hint="end the daemon and start it again; it writes a new one"
        ) from error
