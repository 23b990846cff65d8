"""The port's door: shut to newcomers while descriptors get scarce, whoever took them.

Workers, the library and the journal need descriptors at any moment. Some are held for them, and
are let go of when the door is shut: nobody else takes those then.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket

from tonekilnd import descriptors
from tonekilnd.platform import listening

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 2_048
"""A stranger's unfinished handshake may hold half a megabyte of the daemon's memory."""

_HELD = 128
_BACKLOG = 64
_SPARE = 256
"""The port's own thread takes as many between two looks, where they come all at once."""

_OPEN_AGAIN_BELOW = 0.75
_CLOSE_LOOK, _LOOK = 0.005, 0.25
"""Seconds between two counts, where few are left and where many are."""

_FEW_LEFT = 4_096


def held(limit: int) -> int:
    """Descriptors in reserve, of so many that may be open."""
    return min(_HELD, limit // 4)


def backlog(limit: int) -> int:
    """Newcomers that may wait to be accepted, of so many descriptors that may be open.

    However fast they come, the port's own thread takes all that are left before it is seen, and
    those who wait take of what was held in reserve: more than half of that stays.
    """
    return min(_BACKLOG, held(limit) // 4)


class Door:
    """Watches over the descriptors of this process. Lives on the event loop.

    Args:
        listener: the socket to shut and to open again.
        limit: how many descriptors may be open.
    """

    def __init__(self, listener: socket.socket, limit: int) -> None:
        self._listener = listener
        self._held_at_most = held(limit)
        self._held: list[int] = []
        self._most = min(
            limit - min(_SPARE, limit // 4),
            descriptors.in_use(limit) + self._held_at_most + MOST_CONNECTIONS,
        )
        self._limit = limit
        self._timer: asyncio.TimerHandle | None = None
        self.is_open = True

    def watch(self) -> None:
        """Begin."""
        self._hold()
        descriptors.hold_in_reserve(self._shut_now)
        self._look()

    def close(self) -> None:
        """End; the listener is its owner's to close."""
        if self._timer is not None:
            self._timer.cancel()
            descriptors.forget_reserve(self._shut_now)
        self._let_go()

    def _look(self) -> None:
        used = descriptors.in_use(self._limit)
        if self.is_open and used >= self._most:
            self._shut(used)
        elif not self.is_open and used + self._held_at_most < _OPEN_AGAIN_BELOW * self._most:
            self._open()
        few = self._limit - used < _FEW_LEFT
        pause = _CLOSE_LOOK if few else _LOOK
        self._timer = asyncio.get_running_loop().call_later(pause, self._look)

    def _shut_now(self) -> None:
        """Something was wanted before it was seen that none are left."""
        if self.is_open:
            self._shut(self._limit)

    def _shut(self, used: int) -> None:
        listening.shut(self._listener)
        self.is_open = False
        self._let_go()
        log.warning("%d files and connections are open: no newcomers until some have left", used)

    def _open(self) -> None:
        self._hold()
        listening.reopen(self._listener)
        self.is_open = True
        log.info("newcomers may connect again")

    def _hold(self) -> None:
        try:
            while len(self._held) < self._held_at_most:
                self._held.append(os.dup(self._listener.fileno()))
        except OSError as error:
            log.warning("only %d descriptors are held in reserve: %s", len(self._held), error)

    def _let_go(self) -> None:
        while self._held:
            os.close(self._held.pop())
