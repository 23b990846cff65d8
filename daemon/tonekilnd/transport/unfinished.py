"""Messages that never end: ZeroMQ holds each frame of a message until the last one is there.

It bounds frames, and messages, but not the frames of one message. So what the system counts as
received is compared with the messages that came out, and a connection of which too much came and
nothing out is ended; ZeroMQ lets go of what it held. Lives on the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from dataclasses import dataclass

from tonekilnd.platform import connections
from tonekilnd.platform.memory import resident_bytes

log = logging.getLogger(__name__)

MOST_BYTES = 32 * 2**20
"""Twice what clients send ahead: 64 requests of 256 kB."""

MOST_BYTES_AT_ONCE = 128 * 2**20
"""Whatever the reason may be."""

_GROWN_BYTES = 8 * 2**20
"""More resident than at the least since connections were last looked at."""

_LOOKS = 8
"""So often they are looked at then."""

_LOOK_SECONDS = 0.25
_QUIET_LOOKS = 2
"""In so many, more came and nothing out: it is not the event loop that is late."""


@dataclass(slots=True)
class _Line:
    """One connection: what had been received when a message came out, and at the last look."""

    at_message: int = 0
    at_look: int = 0
    quiet: int = 0


class Unfinished:
    """Watches over the connections to a port."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._lines: dict[tuple[int, int], _Line] = {}
        self._heard: set[int] = set()
        self._least = 0
        self._looks = 0
        self._timer: asyncio.TimerHandle | None = None

    def watch(self) -> None:
        """Begin, where the system counts."""
        if connections.CAN_BE_COUNTED:
            self._least = resident_bytes(os.getpid())
            self._later()

    def close(self) -> None:
        """End."""
        if self._timer is not None:
            self._timer.cancel()

    def heard(self, handle: int) -> None:
        """A whole message came out of the connection with this descriptor."""
        if self._timer is not None:
            self._heard.add(handle)

    def _later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._look_if_grown)

    def _look_if_grown(self) -> None:
        self._later()
        resident = resident_bytes(os.getpid())
        if resident > self._least + _GROWN_BYTES:
            self._least, self._looks = resident, _LOOKS
        self._least = min(self._least, resident)
        if self._looks:
            self._looks -= 1
            with contextlib.suppress(OSError):  # no descriptor is left to look with: next time
                self._look()

    def _look(self) -> None:
        received = connections.received_at(self._port)
        self._lines = {key: self._lines.get(key, _Line()) for key in received}
        for key, line in self._lines.items():
            if self._is_too_much(line, received[key], heard=key[0] in self._heard):
                held = (line.at_look - line.at_message) >> 20
                log.warning("a connection is ended: %d MB came, and no end of a message", held)
                connections.end(*key)
        self._heard.clear()

    @staticmethod
    def _is_too_much(line: _Line, received: int, *, heard: bool) -> bool:
        if heard:
            line.at_message, line.quiet = received, 0
        elif received > line.at_look:
            line.quiet += 1
        line.at_look = received
        held = received - line.at_message
        return held > MOST_BYTES_AT_ONCE or (held > MOST_BYTES and line.quiet >= _QUIET_LOOKS)
