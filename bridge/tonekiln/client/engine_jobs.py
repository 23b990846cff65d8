"""A job that gets an engine, as its client sees it. No socket in it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from tonekiln.protocol import (
    EngineJob,
    EngineJobRow,
    EngineProgress,
    EngineReady,
    Failure,
    Received,
)
from tonekiln.protocol.errors import InternalError, TonekilnError

_SILENCES_UNTIL_ASKED = 5

EngineJobEvent = EngineProgress | EngineReady | Failure


@dataclass(slots=True)
class EngineJobRecord:
    """Everything known of one job; events may come twice, each is passed on once.

    Attributes:
        frames: the request as sent, to be sent again when nothing answers it.
        accepted: what the daemon said to it.
        row: how it stands, by the last word.
        events: passed on by nobody yet.
    """

    id: str
    frames: list[bytes]
    accepted: EngineJob | None = None
    row: EngineJobRow | None = None
    ready: EngineReady | None = None
    failure: Failure | None = None
    silences: int = 0
    events: deque[EngineJobEvent] = field(default_factory=deque)
    _seen: set[int] = field(default_factory=set)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.ready is not None or self.failure is not None

    @property
    def unsettled(self) -> bool:
        """Whether the daemon should be asked again: no word yet, or perhaps its end lost."""
        silent = self.silences > 0 and self.silences % _SILENCES_UNTIL_ASKED == 0
        return not self.ended and (self.accepted is None or silent)

    def acceptance(self) -> EngineJob:
        """What the daemon said to the request. Raises the failure when it was refused."""
        if self.accepted is None:
            raise self._why()
        return self.accepted

    def outcome(self) -> EngineReady:
        """The end of a job that has ended well. Raises the failure of one that has not."""
        if self.ready is None:
            raise self._why()
        return self.ready

    def take(self, received: Received) -> None:
        """Fold in a reply or event of this job."""
        self.silences = 0
        if self.ended or received.seq in self._seen:
            return
        if received.seq is not None:
            self._seen.add(received.seq)
        match received.message:
            case EngineJob() as accepted:
                self.accepted, self.row = accepted, accepted.row
            case EngineProgress() as progress:
                self.row = progress.row
                self.events.append(progress)
            case EngineReady() as ready:
                self.ready = ready
                self.events.append(ready)
            case Failure() as failure:
                self.failure = failure
                self.events.append(failure)

    def _why(self) -> TonekilnError:
        if self.failure is None:
            return InternalError(f"job {self.id} has not ended")
        return self.failure.exception()
