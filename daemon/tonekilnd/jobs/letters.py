"""What is sent to a client, and how it is asked for: the floors above know by which socket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way to a client.

    Attributes:
        frames: of one message.
        passing: whether nobody needs it once it is late.
        seq: the number of an event that is kept and can be sent again.
    """

    frames: Sequence[bytes]
    passing: bool = False
    seq: int | None = None

    @property
    def size(self) -> int:
        """Bytes of all frames."""
        return sum(map(len, self.frames))


Deliver: TypeAlias = Callable[[bytes, Letter], bool]
"""Sends to the client of a routing id, without waiting. False when it was dropped: the client is
gone, or too far behind."""
