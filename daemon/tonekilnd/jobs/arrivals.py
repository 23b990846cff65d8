"""Requests that cannot be accepted yet: weights they name have to be read first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tonekiln.protocol.errors import Busy, Cancelled

MOST_ARRIVING = 64
"""Each waits on a thread of its own, for its file or behind another that reads the same."""


class Arrivals:
    """Ids of requests on their way to becoming jobs. Lives on the event loop.

    A client that hears nothing asks again, so that one id may arrive several times.
    """

    def __init__(self) -> None:
        self._ids: Counter[str] = Counter()
        self._unwanted: set[str] = set()

    def ids(self) -> set[str]:
        """Of all that are on their way."""
        return set(self._ids)

    def check_room(self) -> None:
        """Raises Busy when so many are on their way that one more has to wait outside."""
        if self._ids.total() >= MOST_ARRIVING:
            raise Busy(
                f"the files of {self._ids.total()} requests are being read already",
                bound=f"at most {MOST_ARRIVING}",
                hint="ask again in a moment",
            )

    @contextmanager
    def arriving(self, request_id: str) -> Iterator[None]:
        """While what it needs is read. Raises Cancelled at the end if it was cancelled."""
        self._ids[request_id] += 1
        try:
            yield
            if request_id in self._unwanted:
                raise Cancelled("the job was cancelled before it began")
        finally:
            self._ids[request_id] -= 1
            if not self._ids[request_id]:
                del self._ids[request_id]
                self._unwanted.discard(request_id)

    def cancel(self, request_id: str) -> bool:
        """Let it become no job. False when it is not on its way."""
        if request_id not in self._ids:
            return False
        self._unwanted.add(request_id)
        return True
