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
from tonekiln.ownership import WAY_OUT, belongs_to_another, is_foreign
from tonekiln.protocol.errors import DaemonUnreachable

START_HINT = "start it with `tonekiln serve`"

_CONNECT_SECONDS = 2.0
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
    facts = _decode(path)
    if not facts.remote and not _listening(facts):
        raise DaemonUnreachable(
            "no daemon is running: the one that wrote the connection file has gone",
            hint=START_HINT,
        )
    return facts


def _listening(facts: ConnectionFacts) -> bool:
    """Whether the daemon's process and port are there; after a crash both may be another's."""
    try:
        address = urlsplit(facts.endpoint)
        if not psutil.pid_exists(facts.pid):
            return False
        with socket.create_connection((address.hostname, address.port or 0), _CONNECT_SECONDS):
            return True
    except (OSError, ValueError, OverflowError):  # of an endpoint or a pid that is none
        return False


def _decode(path: Path) -> ConnectionFacts:
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
