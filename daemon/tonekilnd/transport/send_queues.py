"""What is on its way to each client, bounded in bytes: one that does not read costs little.

ZeroMQ counts messages, so it is given few of them; the others wait here. Progress and previews
are the first that a client misses, then ends and clips, which the journal has and which are sent
again once there is room. Replies always find room: while much waits for a client, so do its
further requests.
"""

from __future__ import annotations

import asyncio
import enum
import logging
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tonekiln.protocol import Failure
from tonekiln.protocol.codec import encode_answer
from tonekiln.protocol.errors import Busy
from tonekilnd.jobs.letters import Letter

log = logging.getLogger(__name__)

BYTES_PER_CLIENT = 4 << 20
BYTES_TOGETHER = 64 << 20
"""Shared by all clients that are behind, however many they are."""

REQUEST_BYTES_PER_CLIENT = 1 << 20
"""Requests that wait for their client to read what it was sent before."""

_FOR_PASSING, _FOR_REQUESTS, _FOR_KEPT = 0.25, 0.25, 0.5
"""Shares of a client's bytes above which no more of a kind is taken in."""

_SOON, _LATER = 0.002, 0.05
"""Seconds until those who had no room are tried again; doubled as long as none has."""


class Outcome(enum.Enum):
    """What became of frames that were handed to the socket."""

    SENT = enum.auto()
    FULL = enum.auto()
    GONE = enum.auto()


class Following(Protocol):
    """Who must know how clients keep up."""

    def heard_from(self, client: bytes) -> None:
        """It reads, or asks."""

    def missed(self, client: bytes, seq: int) -> None:
        """The event of this number did not reach it."""

    def gone(self, client: bytes) -> None:
        """It is not connected."""


@dataclass(slots=True)
class _Box:
    """What waits for one client, and what it asked meanwhile."""

    letters: deque[Letter] = field(default_factory=deque)
    size: int = 0
    requests: deque[list[bytes]] = field(default_factory=deque)
    requests_size: int = 0
    turned_away: int = 0

    def put(self, letter: Letter) -> None:
        self.letters.append(letter)
        self.size += letter.size


class SendQueues:
    """A box for each client that is behind; the others have none. Lives on the event loop.

    Args:
        send: hands frames to the socket, without waiting.
        receive: takes a request that had to wait.
    """

    def __init__(
        self,
        send: Callable[[bytes, Sequence[bytes]], Outcome],
        receive: Callable[[bytes, list[bytes]], None],
    ) -> None:
        self._send = send
        self._receive = receive
        self._following: Following | None = None
        self._boxes: dict[bytes, _Box] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._pause = _SOON

    def followed_by(self, following: Following) -> None:
        """Tell someone how clients keep up."""
        self._following = following

    @property
    def waiting_bytes(self) -> int:
        """What waits for all clients together."""
        return sum(box.size + box.requests_size for box in self._boxes.values())

    def post(self, client: bytes, letter: Letter) -> bool:
        """Send, now or when the client has read what was sent before; a `Deliver`."""
        box = self._boxes.get(client)
        if box is None:
            outcome = self._send(client, letter.frames)
            if outcome is Outcome.GONE:
                self._tell_gone(client)
            if outcome is not Outcome.FULL:
                return outcome is Outcome.SENT
            box = self._boxes[client] = _Box()
            self._try_again(_SOON)
        share = _FOR_PASSING if letter.passing else 1.0 if letter.seq is None else _FOR_KEPT
        if box.size >= share * self._most():
            return False
        box.put(letter)
        return True

    def hold(self, client: bytes, frames: list[bytes]) -> bool:
        """Let a request wait while much waits for its client. False when it need not."""
        box = self._boxes.get(client)
        if box is None or (box.size < _FOR_REQUESTS * self._most() and not box.requests):
            return False
        size = sum(map(len, frames))
        if box.requests_size + size > REQUEST_BYTES_PER_CLIENT:
            box.turned_away += 1
            if box.turned_away == 1:
                log.warning("a client asks on and reads nothing: its requests are not taken")
            return True
        box.requests.append(frames)
        box.requests_size += size
        return True

    def _most(self) -> float:
        return min(BYTES_PER_CLIENT, BYTES_TOGETHER / max(1, len(self._boxes)))

    def _try_again(self, pause: float) -> None:
        if self._timer is None or pause < self._pause:
            self.close()
            self._pause = pause
            self._timer = asyncio.get_running_loop().call_later(pause, self._pump)

    def close(self) -> None:
        """Try no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _pump(self) -> None:
        self._timer = None
        moved = [self._empty(client, box) for client, box in list(self._boxes.items())]
        if self._boxes:
            self._try_again(_SOON if any(moved) else min(2 * self._pause, _LATER))

    def _empty(self, client: bytes, box: _Box) -> bool:
        """Send what there is room for; whether there was any."""
        moved = False
        while box.letters:
            outcome = self._send(client, box.letters[0].frames)
            if outcome is Outcome.FULL:
                break
            if outcome is Outcome.GONE:
                self._lose(client, box)
                return True
            moved = True
            box.size -= box.letters.popleft().size
        if not box.letters:
            del self._boxes[client]
            self._tell_turned_away(client, box)
        if box.size < _FOR_REQUESTS * self._most():
            self._take_up(client, box)
        return moved

    def _lose(self, client: bytes, box: _Box) -> None:
        """It went away with all of this unread: what is kept is owed to it."""
        del self._boxes[client]
        kept = [letter.seq for letter in box.letters if letter.seq is not None]
        if kept and self._following is not None:
            self._following.missed(client, min(kept))
        self._tell_gone(client)

    def _tell_gone(self, client: bytes) -> None:
        if self._following is not None:
            self._following.gone(client)

    def _take_up(self, client: bytes, box: _Box) -> None:
        """It has read enough: what it asked meanwhile has its turn, then what it missed."""
        waiting, box.requests = box.requests, deque()
        box.requests_size = 0
        while waiting:
            frames = waiting.popleft()
            if not self.hold(client, frames):
                self._receive(client, frames)
        if self._following is not None:
            self._following.heard_from(client)

    def _tell_turned_away(self, client: bytes, box: _Box) -> None:
        if box.turned_away:
            busy = Busy(
                f"{box.turned_away} requests were not taken: what they ask was not read",
                hint="read the replies before asking on",
            )
            self.post(client, Letter(encode_answer(Failure.of(busy), id=uuid.uuid4().hex)))
