"""What the asyncio client hands out for a job: its events, its result, its end.

`AsyncJob` makes clips and `AsyncGettingEngine` an engine ready; they are followed alike.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Generic

from tonekiln.protocol import Accepted, EngineJob, EngineReady, Failure

from .asynchronous_operations import AsyncOperations
from .engine_jobs import EngineJobNews
from .job_record import AcceptedT, EventT, JobRecord, ResultT
from .jobs import JobNews, JobResult


class AsyncFollowed(Generic[AcceptedT, EventT, ResultT]):
    """One asked-for job: iterate its events, or await its result.

    Attributes:
        id: its name on the wire.
    """

    def __init__(
        self, client: AsyncOperations, record: JobRecord[AcceptedT, EventT, ResultT]
    ) -> None:
        self._client = client
        self._record = record
        self.id = record.id

    async def accepted(self) -> AcceptedT:
        """What the daemon said to the request.

        Raises:
            TonekilnError: the request was refused; LicenceNotAccepted carries the text.
        """
        await self._client._until(lambda: self._record.answered)
        return self._record.acceptance()

    async def __aiter__(self) -> AsyncIterator[EventT | Failure]:
        """Events as they come; the last one is the job's end, good or bad."""
        while True:
            await self._client._until(lambda: self._record.readable)
            if not self._record.events:
                return
            yield self._record.events.popleft()

    async def result(self) -> ResultT:
        """Wait for the end.

        Raises:
            TonekilnError: why there is no result.
        """
        await self._client._until(lambda: self._record.ended)
        return self._record.outcome()


class AsyncJob(AsyncFollowed[Accepted, JobNews, JobResult]):
    """A job that makes clips. Accepted, it has a place in the queue and an expected time."""

    async def cancel(self) -> bool:
        """Stop it; False when it had ended."""
        return await self._client.cancel(self.id)


class AsyncGettingEngine(AsyncFollowed[EngineJob, EngineJobNews, EngineReady]):
    """An engine on its way. Accepted, it says how it stood then."""

    async def cancel(self) -> bool:
        """End it for everyone who asked for it; False when it had ended."""
        return await self._client.cancel_engine_job(self.id)
