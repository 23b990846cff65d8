"""The ZeroMQ socket: one ROUTER under CURVE with an allow-list, everything on the event loop.

A peer without an allowed key never gets past the handshake; a frame longer than the protocol
allows drops its connection before it is read. One that does not read is left to its mailbox, and
in the end the system closes its connection.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import socket
import time
from collections.abc import Callable, Sequence
from typing import cast

import zmq
import zmq.asyncio
import zmq.auth.asyncio

from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd import descriptors
from tonekilnd.curve_keys import Keys
from tonekilnd.jobs.letters import Letter
from tonekilnd.platform import listening

from .admission import Door, backlog
from .send_queues import Following, Outcome, SendQueues
from .unfinished import Unfinished

log = logging.getLogger(__name__)

_MESSAGES_PER_CLIENT = 16
"""That ZeroMQ holds for a client before it says that it has no room; 256 kB each at most."""

_REQUESTS_PER_CLIENT = 64
"""That ZeroMQ reads ahead of the daemon."""

_HANDSHAKE_MS = 5_000
"""Whoever has not proved a key by then is let go: strangers hold a descriptor no longer."""

_UNREAD_MS = 60_000
"""A client that reads nothing for so long, while the system's buffers are full, is cut off."""

_ANYWHERE, _HERE = "0.0.0.0", "127.0.0.1"  # noqa: S104 - where remote clients were asked for
_GONE_AFTER_SECONDS = 30.0

Receive = Callable[[bytes, list[bytes], bool], None]
"""Takes a client's frames, and whether they came under the owner's key."""

_OWNERS, _GUESTS = b"owner", b"guest"
"""Go before a message's frames while it waits: the name of a client may change hands meanwhile."""


class _AllowList:
    """ZAP (ZeroMQ RFC 27): which client keys may connect."""

    def __init__(self, keys: frozenset[bytes]) -> None:
        self._keys = keys

    def callback(self, domain: str, key: bytes) -> bool:
        """Whether this client key, in Z85, may connect."""
        return key in self._keys


class ZmqServer:
    """Receives requests and delivers events."""

    def __init__(
        self, keys: Keys, allowed: Sequence[str], *, port: int = 0, allow_remote: bool = False
    ) -> None:
        self._context = zmq.asyncio.Context()
        self._authenticator = zmq.auth.asyncio.AsyncioAuthenticator(self._context)
        self._authenticator.start()
        public_keys = frozenset(k.encode("ascii") for k in (keys.client.public, *allowed))
        self._authenticator.configure_curve_callback("*", _AllowList(public_keys))
        self._owner = keys.client.public
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.setsockopt(zmq.CURVE_SERVER, 1)
        self._socket.setsockopt(zmq.CURVE_SECRETKEY, keys.server.secret.encode("ascii"))
        self._socket.setsockopt(zmq.MAXMSGSIZE, limit.MAX_MESSAGE_BYTES)
        self._socket.setsockopt(zmq.HANDSHAKE_IVL, _HANDSHAKE_MS)
        self._socket.setsockopt(zmq.SNDHWM, _MESSAGES_PER_CLIENT)
        self._socket.setsockopt(zmq.RCVHWM, _REQUESTS_PER_CLIENT)
        if listening.ends_unread_connections():
            self._socket.setsockopt(zmq.TCP_MAXRT, _UNREAD_MS)
        self._socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self._socket.setsockopt(zmq.ROUTER_HANDOVER, 1)
        self._socket.setsockopt(zmq.LINGER, 200)
        self._mailboxes = SendQueues(self._send, self._take)
        self._receive: Receive | None = None
        self._seen: dict[bytes, float] = {}
        self._last_heard = 0.0
        self._door: Door | None = None
        self._unfinished = Unfinished(0)
        self._listener: socket.socket | None = None
        try:
            self._listener = self._bind(_ANYWHERE if allow_remote else _HERE, port)
        except (OSError, zmq.ZMQError) as error:
            self.close()
            raise InvalidRequest(
                f"port {port} cannot be listened on: {error.strerror}",
                field="port",
                hint="name another with --port, or 0 for any that is free",
            ) from error
        self._unfinished = Unfinished(int(self.endpoint.rpartition(":")[2]))

    def _bind(self, host: str, port: int) -> socket.socket | None:
        """Listen; the listener where it can be shut to newcomers."""
        most = descriptors.limit()
        if not listening.CAN_BE_SHUT or not most:
            self._socket.bind(f"tcp://{host}:{port or '*'}")
            return None
        listener = listening.listening(host, port, backlog(most))
        self._socket.setsockopt(zmq.USE_FD, os.dup(listener.fileno()))
        self._socket.bind(f"tcp://{host}:{listener.getsockname()[1]}")
        self._door = Door(listener, most)
        return listener

    def followed_by(self, following: Following) -> None:
        """Tell someone how clients keep up."""
        self._mailboxes.followed_by(following)

    @property
    def endpoint(self) -> str:
        """Where clients of this machine connect."""
        bound = self._socket.getsockopt_string(zmq.LAST_ENDPOINT)
        return bound.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - told to local clients

    @property
    def clients(self) -> int:
        """Clients heard from lately."""
        return sum(map(self.heard_lately, self._seen))

    def forget(self, client: bytes) -> None:
        """A client said that it goes."""
        self._seen.pop(client, None)

    def heard_lately(self, client: bytes) -> bool:
        """Whether a client may still be there."""
        return self._seen.get(client, -math.inf) > time.monotonic() - _GONE_AFTER_SECONDS

    @property
    def last_heard(self) -> float:
        """When a client was last heard from, on the monotonic clock; 0.0 for never."""
        return self._last_heard

    async def serve(self, receive: Receive) -> None:
        """Hand over what arrives until cancelled; whatever else is due has its turn in between."""
        self._receive = receive
        if self._door is not None:
            self._door.watch()
        self._unfinished.watch()
        while True:
            named, *parts = await self._socket.recv_multipart(copy=False)
            self._unfinished.heard(named.get(zmq.SRCFD))
            client = named.bytes
            self._remember(client)
            marked = [self._whose(parts), *(part.bytes for part in parts)]
            if not self._mailboxes.hold(client, marked):
                self._take(client, marked)
            await asyncio.sleep(0)

    def _whose(self, parts: Sequence[zmq.Frame]) -> bytes:
        """Under whose key a message came: its connection's, whatever name the client gave itself.

        The authenticator sets the connection's `User-Id` (ZeroMQ RFC 27) to the key it admitted.
        """
        try:
            return _OWNERS if parts and parts[-1].get("User-Id") == self._owner else _GUESTS
        except zmq.ZMQError:
            return _GUESTS

    def _take(self, client: bytes, marked: list[bytes]) -> None:
        whose, *frames = marked
        try:
            if self._receive is not None:
                self._receive(client, frames, whose == _OWNERS)
        except Exception:
            log.exception("a message of %r was not answered", client)

    def _remember(self, client: bytes) -> None:
        now = self._last_heard = time.monotonic()
        self._seen.pop(client, None)
        self._seen[client] = now
        while len(self._seen) > limit.MAX_SEARCH_RESULTS:
            del self._seen[next(iter(self._seen))]

    def deliver(self, client: bytes, letter: Letter) -> bool:
        """Send without waiting, as `SendQueues.post`."""
        return self._mailboxes.post(client, letter)

    def _send(self, client: bytes, frames: Sequence[bytes]) -> Outcome:
        message = [client, *frames]
        # With NOBLOCK pyzmq's future is done when it is returned.
        sent = cast("asyncio.Future[object]", self._socket.send_multipart(message, zmq.NOBLOCK))
        error = sent.exception()
        if error is None:
            return Outcome.SENT
        return Outcome.FULL if isinstance(error, zmq.Again) else Outcome.GONE

    def close(self) -> None:
        """Close the socket; what is queued has 200 ms to leave."""
        self._mailboxes.close()
        self._unfinished.close()
        if self._door is not None:
            self._door.close()
        self._socket.close()
        if self._listener is not None:
            self._listener.close()
        # `stop` closes a socket that the loop still waits for; on Windows that ends the loop.
        asyncio.get_running_loop().remove_reader(self._authenticator.zap_socket)
        self._authenticator.stop()
        self._context.term()
