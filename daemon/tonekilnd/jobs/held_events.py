"""Events that clients must get, on their way into the journal: told once they are kept there.

An end that was told before it was written, by a daemon that is killed then, is followed by
another end at the next start. So what the journal cannot take (a database that another program
holds, a full disk) waits, in order. It waits for seconds only: whoever's disk stays full must
hear of that.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tonekiln.protocol import ClipReady

from .journal import Journal, StoredEvent
from .letters import Letter

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 5.0
"""Then an event is told all the same, and kept as soon as it can be."""

_AGAIN_SECONDS = 0.5
"""Each try may wait a tenth of a second for the database, and everybody with it."""


@dataclass(slots=True)
class _Held:
    event: StoredEvent
    letter: Letter
    since: float
    told: bool = False


class HeldEvents:
    """Kept events that the journal has not taken yet, oldest first. For the event loop's thread."""

    def __init__(
        self,
        journal: Journal,
        tell: Callable[[StoredEvent, Letter], None],
        now: Callable[[], float],
    ) -> None:
        """Hold nothing yet.

        Args:
            journal: takes them.
            tell: sends one to its receivers, and comes back.
            now: seconds on a clock that is never set.
        """
        self._journal = journal
        self._tell = tell
        self._now = now
        self._held: deque[_Held] = deque()
        self._asked: asyncio.TimerHandle | None = None

    def add(self, event: StoredEvent, letter: Letter) -> None:
        """Keep and tell an event, or hold it until those before it are kept and told."""
        self._held.append(_Held(event, letter, self._now()))
        if len(self._held) == 1:
            self.settle()

    def settle(self) -> None:
        """Keep and tell what can be kept now, and tell what has waited for too long."""
        while self._held and self._kept(self._held[0].event):
            self._tell_once(self._held.popleft())
        overdue = self._now() - LONGEST_WAIT_SECONDS
        for held in [held for held in self._held if held.since <= overdue]:
            self._tell_once(held)
        if self._held:
            self._ask_again()

    def told(self) -> Iterator[StoredEvent]:
        """Those that were told and are not in the journal."""
        return (held.event for held in self._held if held.told)

    def jobs(self) -> set[str]:
        """Whose events these are."""
        return {held.event.job for held in self._held}

    def readdress(self, job: str, client: bytes) -> None:
        """A job's events go to another connection: its client came back."""
        for held in self._held:
            if held.event.job == job:
                held.event = replace(held.event, client=client)

    def _kept(self, event: StoredEvent) -> bool:
        try:
            self._journal.record(event, ends_job=event.kind != ClipReady.kind)
        except sqlite3.Error as error:
            log.warning("%s events are not in the journal yet: %s", len(self._held), error)
            return False
        return True

    def _tell_once(self, held: _Held) -> None:
        if not held.told:
            held.told = True
            self._tell(held.event, held.letter)

    def _ask_again(self) -> None:
        if self._asked is None:
            with contextlib.suppress(RuntimeError):  # no loop: whoever has none settles by hand
                loop = asyncio.get_running_loop()
                self._asked = loop.call_later(_AGAIN_SECONDS, self._again)

    def _again(self) -> None:
        self._asked = None
        self.settle()
