"""The DEALER socket of one client, as ZeroMQ takes it."""

from __future__ import annotations

from typing import TypeVar

import zmq

from tonekiln.protocol.errors import DaemonUnreachable

from .connection import ConnectionFacts

_LINGER_MS = 500
"""How long a closing socket may still send, so that a last `cancel` gets out."""

_HANDSHAKE_MS = 5_000
_RECONNECT_MS = 50
_MOST_RECONNECT_MS = 1_000

SocketT = TypeVar("SocketT", bound=zmq.Socket)  # type: ignore[type-arg]


def connected(socket: SocketT, facts: ConnectionFacts, client: bytes) -> SocketT:
    """A fresh DEALER socket, named, keyed and connecting.

    Args:
        socket: just made, nothing set on it yet.
        facts: of the connection file.
        client: the routing id; the daemon sends this client's events to it.

    Raises:
        DaemonUnreachable: a key or the endpoint is none.
    """
    socket.routing_id = client
    socket.linger = _LINGER_MS
    socket.handshake_ivl = _HANDSHAKE_MS
    socket.reconnect_ivl = _RECONNECT_MS
    socket.reconnect_ivl_max = _MOST_RECONNECT_MS
    try:
        socket.curve_serverkey = facts.server_key.encode("ascii")
        socket.curve_publickey = facts.client_public.encode("ascii")
        socket.curve_secretkey = facts.client_secret.encode("ascii")
        socket.connect(facts.endpoint)
    except (zmq.ZMQError, UnicodeEncodeError) as error:
        socket.close(linger=0)
        raise DaemonUnreachable(
            f"the connection file's keys or endpoint cannot be used: {error}",
            hint="copy it again, or end the daemon and start it again",
        ) from error
    return socket
