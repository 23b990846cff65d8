"""A job as its client sees it, whatever it makes: events folded into what is known.

No socket in it. `jobs` has those that make clips, `engine_jobs` those that get engines.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tonekiln.protocol import Failure, Received
from tonekiln.protocol.errors import InternalError, TonekilnError

AcceptedT = TypeVar("AcceptedT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")

_SILENCES_UNTIL_ASKED = 5
"""A connection that broke may have taken a job's end along: then it is asked for."""


@dataclass(slots=True)
class JobRecord(ABC, Generic[AcceptedT, EventT, ResultT]):
    """Everything known of one job.

    Events may come twice (after a reconnect); each is passed on once, and the end last.

    Attributes:
        frames: the request as sent, to be sent again when nothing answers it.
        accepted: what the daemon said to it.
        events: passed on by nobody yet; a failure is the last of them.
        failure: why it ended without a result, or was never accepted.
        silences: how often nothing came at all since it was last heard of.
    """

    id: str
    frames: list[bytes]
    accepted: AcceptedT | None = None
    failure: Failure | None = None
    silences: int = 0
    events: deque[EventT | Failure] = field(default_factory=deque)
    _seen: set[int] = field(default_factory=set)

    @property
    @abstractmethod
    def result(self) -> ResultT | None:
        """What it ended with, once all of that is here."""

    @property
    def lacks_a_part(self) -> bool:
        """Whether the end was heard of, and something that came before it was not."""
        return False

    @abstractmethod
    def _fold(self, received: Received) -> None:
        """Take a reply or event that is new and no failure."""

    @property
    def answered(self) -> bool:
        """Whether the daemon has said anything that settles the request."""
        return self.accepted is not None or self.ended

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.failure is not None or self.result is not None

    @property
    def readable(self) -> bool:
        """Whether there is an event to pass on, or none will come any more."""
        return bool(self.events) or self.ended

    @property
    def unsettled(self) -> bool:
        """Whether the daemon should be asked again: no word yet, or something perhaps lost."""
        silent = self.silences > 0 and self.silences % _SILENCES_UNTIL_ASKED == 0
        return not self.ended and (self.accepted is None or self.lacks_a_part or silent)

    def acceptance(self) -> AcceptedT:
        """What the daemon said to the request. Raises the failure when it was refused."""
        if self.accepted is None:
            raise self._why()
        return self.accepted

    def outcome(self) -> ResultT:
        """The result of a job that has ended. Raises the failure when there is none."""
        result = self.result
        if result is None:
            raise self._why()
        return result

    def take(self, received: Received) -> None:
        """Fold in a reply or event of this job."""
        self.silences = 0
        if self.ended or received.seq in self._seen:
            return
        if received.seq is not None:
            self._seen.add(received.seq)
        if isinstance(received.message, Failure):
            self.failure = received.message
            self.events.append(received.message)
        else:
            self._fold(received)

    def _why(self) -> TonekilnError:
        if self.failure is None:
            return InternalError(f"job {self.id} has not ended")
        return self.failure.exception()
