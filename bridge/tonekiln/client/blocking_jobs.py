"""What the blocking client hands out for a job: its events, its result, its end.

`Job` makes clips and `GettingEngine` an engine ready; they are followed alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic

from tonekiln.protocol import Accepted, EngineJob, EngineReady, Failure

from .blocking_operations import Operations
from .engine_jobs import EngineJobNews
from .job_record import AcceptedT, EventT, JobRecord, ResultT
from .jobs import JobNews, JobResult


class Followed(Generic[AcceptedT, EventT, ResultT]):
    """One asked-for job: iterate its events, or take its result.

    Attributes:
        id: its name on the wire.
    """

    def __init__(self, client: Operations, record: JobRecord[AcceptedT, EventT, ResultT]) -> None:
        self._client = client
        self._record = record
        self.id = record.id

    def accepted(self) -> AcceptedT:
        """What the daemon said to the request.

        Raises:
            TonekilnError: the request was refused; LicenceNotAccepted carries the text.
        """
        self._client._until(lambda: self._record.answered)
        return self._record.acceptance()

    def __iter__(self) -> Iterator[EventT | Failure]:
        """Events as they come; the last one is the job's end, good or bad."""
        while True:
            self._client._until(lambda: self._record.readable)
            if not self._record.events:
                return
            yield self._record.events.popleft()

    def result(self) -> ResultT:
        """Wait for the end.

        Raises:
            TonekilnError: why there is no result.
        """
        self._client._until(lambda: self._record.ended)
        return self._record.outcome()


class Job(Followed[Accepted, JobNews, JobResult]):
    """A job that makes clips. Accepted, it has a place in the queue and an expected time."""

    def cancel(self) -> bool:
        """Stop it; False when it had ended."""
        return self._client.cancel(self.id)


class GettingEngine(Followed[EngineJob, EngineJobNews, EngineReady]):
    """An engine on its way. Accepted, it says how it stood then."""

    def cancel(self) -> bool:
        """End it for everyone who asked for it; False when it had ended."""
        return self._client.cancel_engine_job(self.id)
