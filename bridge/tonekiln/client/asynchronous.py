"""The asyncio client; the same operations as the blocking one.

    async with AsyncClient() as client:
        result = await (await client.generate("warm pad", bpm=90, bars=8)).result()

Any number of tasks of one event loop may use a client at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, Unpack

import zmq
import zmq.asyncio

from tonekiln.protocol import ClipRequest, Received, Refit, Remake

from .asynchronous_jobs import AsyncGettingEngine, AsyncJob
from .asynchronous_operations import AsyncOperations
from .connection import ConnectionFacts, read_connection
from .endpoint import Endpoint
from .flows import Ask, Flow
from .patience import Patience
from .requests import (
    GenerateOptions,
    SeparateOptions,
    Sound,
    Tempo,
    exact_tempo,
    generate_request,
    get_request,
    separate_request,
)
from .uploading import with_uploads
from .wire import connected

ResultT = TypeVar("ResultT")


class AsyncClient(Endpoint, AsyncOperations):
    """One connection to the daemon, opened by `async with`.

    Args:
        home: whose daemon; by default that of `TONEKILN_HOME`.
        connection: another connection file, such as a copy from another machine.
        timeout: seconds of silence after which the daemon counts as gone.
        name: the routing id; a client that comes back under its old name gets its events.
    """

    _reader: asyncio.Task[None] | None = None
    _last_heard = 0.0
    _reopening = False

    async def __aenter__(self) -> Self:
        """Connect. Raises DaemonUnreachable when no daemon runs, or none answers."""
        self._facts = read_connection(self._path)
        self._context = zmq.asyncio.Context()
        self._news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            self._socket = self._open(self._facts)
            self._reader = asyncio.create_task(self._read())
            await self.ping()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connection; jobs go on."""
        await self._stop_reading()
        if self._reader is not None and not self.closed:
            with suppress(zmq.ZMQError):
                await self._socket.send_multipart(self._session.leaving(), zmq.NOBLOCK)
        self._context.destroy()

    @property
    def closed(self) -> bool:
        """Whether nothing can be asked any more."""
        return bool(self._context.closed)

    async def generate(
        self,
        prompt: str = "",
        *,
        bpm: Tempo,
        job: str | None = None,
        **options: Unpack[GenerateOptions],
    ) -> AsyncJob:
        """Ask for clips; returns at once. `job` names it: the same name twice is one job."""
        return await self.start(generate_request(prompt, bpm, options), job)

    async def refit(self, clip_id: str, bpm: Tempo, sample_rate: int | None = None) -> AsyncJob:
        """Ask for the same audio at another tempo or rate."""
        request = Refit(clip_id=clip_id, bpm=exact_tempo(bpm), sample_rate=sample_rate)
        return await self.start(request)

    async def separate(
        self, source: Sound, *, job: str | None = None, **options: Unpack[SeparateOptions]
    ) -> AsyncJob:
        """Ask for the stems of a clip or of a file: drums, bass, vocals and other."""
        return await self.start(separate_request(source, options), job)

    async def remake(self, plan_id: str) -> AsyncJob:
        """Ask for the clips of a stored Plan again."""
        return await self.start(Remake(plan_id=plan_id))

    async def start(self, request: ClipRequest, job: str | None = None) -> AsyncJob:
        """Send a request that makes a job; its input files go ahead to another machine."""
        if self._facts.remote:
            request = await self._run(with_uploads(request))
        record = self._session.start(request, job)
        await self._flush()
        return AsyncJob(self, record)

    async def get_engine(
        self,
        engine: str | None = None,
        *,
        licence: str | None = None,
        folder: Path | None = None,
        job: str | None = None,
    ) -> AsyncGettingEngine:
        """Ask for all that an engine lacks; arguments as the blocking client's."""
        request = get_request(engine, licence, folder)
        record = self._session.start_getting(request, job)
        await self._flush()
        return AsyncGettingEngine(self, record)

    async def _run(self, flow: Flow[ResultT]) -> ResultT:
        try:
            ask = next(flow)
            while True:
                ask = flow.send(await self._answer(ask))
        except StopIteration as end:
            result: ResultT = end.value
            return result
        finally:
            flow.close()

    async def _answer(self, ask: Ask) -> Received:
        call = self._session.ask(ask.message, ask.payload)
        try:
            await self._until(lambda: call.reply is not None)
        finally:
            self._session.forget(call)
        return call.answer()

    async def _until(self, there: Callable[[], bool]) -> None:
        """Wait until `there`, asking again when it gets too quiet."""
        patience = Patience(time.monotonic(), self._timeout)
        await self._flush()
        while not there():
            await asyncio.wait({self._news}, timeout=patience.step)
            if self._last_heard > patience.last_heard:
                patience.heard(self._last_heard)
            elif patience.exhausted(time.monotonic()):
                raise patience.unreachable()
            else:
                await self._look_again(anew=patience.anew())
            await self._flush()

    async def _read(self) -> None:
        """Take whatever comes, and wake those who wait."""
        while True:
            frames = await self._socket.recv_multipart()
            self._last_heard = time.monotonic()
            self._session.take(frames)
            news, self._news = self._news, asyncio.get_running_loop().create_future()
            news.set_result(None)

    async def _look_again(self, *, anew: bool) -> None:
        """The daemon is silent: perhaps another took over, perhaps it lost something."""
        facts = self._current_facts()
        if self._reopening or (facts == self._facts and not anew):
            self._session.stir()
            return
        self._reopening = True  # other tasks, which are as impatient, leave it to this one
        try:
            await self._stop_reading()
            self._socket.close(linger=0)
            self._socket = self._open(facts)
            self._facts = facts
            self._session.reconnected()
            self._reader = asyncio.create_task(self._read())
        finally:
            self._reopening = False

    async def _stop_reading(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    def _open(self, facts: ConnectionFacts) -> zmq.asyncio.Socket:
        return connected(self._context.socket(zmq.DEALER), facts, self._session.client)

    async def _flush(self) -> None:
        outgoing = self._session.outgoing
        while outgoing:
            await self._socket.send_multipart(outgoing.popleft())
