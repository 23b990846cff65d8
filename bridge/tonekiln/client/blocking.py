"""The blocking client: for scripts, the command line, and threads of one's own.

    with tonekiln.Client() as client:
        result = client.generate("dusty lo-fi drums", bpm=84, bars=4).result()

A client belongs to one thread. Every operation raises what `tonekiln.protocol.errors` lists.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, Unpack

import zmq

from tonekiln.home import Home
from tonekiln.protocol import ClipRequest, Received, Refit, Remake

from .blocking_jobs import GettingEngine, Job
from .blocking_operations import Operations
from .connection import ConnectionFacts, read_connection
from .endpoint import Endpoint
from .flows import Ask, Flow
from .patience import PATIENCE_SECONDS, Patience
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


class Client(Endpoint, Operations):
    """One connection to the daemon.

    Args:
        home: whose daemon; by default that of `TONEKILN_HOME`.
        connection: another connection file, such as a copy from another machine.
        timeout: seconds of silence after which the daemon counts as gone.
        name: the routing id; a client that comes back under its old name gets its events.

    Raises:
        DaemonUnreachable: no daemon runs, or none answers.
    """

    def __init__(
        self,
        home: Home | None = None,
        *,
        connection: Path | None = None,
        timeout: float = PATIENCE_SECONDS,
        name: str | None = None,
    ) -> None:
        super().__init__(home, connection=connection, timeout=timeout, name=name)
        self._facts = read_connection(self._path)
        self._context = zmq.Context()
        try:
            self._socket = self._open(self._facts)
        except BaseException:
            self._context.destroy()
            raise
        try:
            self.ping()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection; jobs go on."""
        if not self.closed:
            with suppress(zmq.ZMQError):
                self._socket.send_multipart(self._session.leaving(), zmq.NOBLOCK)
            self._context.destroy()

    @property
    def closed(self) -> bool:
        """Whether nothing can be asked any more."""
        return bool(self._context.closed)

    def generate(
        self,
        prompt: str = "",
        *,
        bpm: Tempo,
        job: str | None = None,
        **options: Unpack[GenerateOptions],
    ) -> Job:
        """Ask for clips; returns at once. `job` names it: the same name twice is one job."""
        return self.start(generate_request(prompt, bpm, options), job)

    def refit(self, clip_id: str, bpm: Tempo, sample_rate: int | None = None) -> Job:
        """Ask for the same audio at another tempo or rate."""
        return self.start(Refit(clip_id=clip_id, bpm=exact_tempo(bpm), sample_rate=sample_rate))

    def separate(
        self, source: Sound, *, job: str | None = None, **options: Unpack[SeparateOptions]
    ) -> Job:
        """Ask for the stems of a clip or of a file: drums, bass, vocals and other."""
        return self.start(separate_request(source, options), job)

    def remake(self, plan_id: str) -> Job:
        """Ask for the clips of a stored Plan again."""
        return self.start(Remake(plan_id=plan_id))

    def start(self, request: ClipRequest, job: str | None = None) -> Job:
        """Send a request that makes a job; its input files go ahead to another machine."""
        if self._facts.remote:
            request = self._run(with_uploads(request))
        record = self._session.start(request, job)
        self._flush()
        return Job(self, record)

    def get_engine(
        self,
        engine: str | None = None,
        *,
        licence: str | None = None,
        folder: Path | None = None,
        job: str | None = None,
    ) -> GettingEngine:
        """Ask for all that an engine lacks; returns at once.

        Args:
            engine: None for the libraries alone.
            licence: digest of the licence that a person accepted.
            folder: wheels and weights on the daemon's machine, taken instead of the network.
            job: its name; the same name twice is one job.
        """
        request = get_request(engine, licence, folder)
        record = self._session.start_getting(request, job)
        self._flush()
        return GettingEngine(self, record)

    def _run(self, flow: Flow[ResultT]) -> ResultT:
        try:
            ask = next(flow)
            while True:
                ask = flow.send(self._answer(ask))
        except StopIteration as end:
            result: ResultT = end.value
            return result
        finally:
            flow.close()

    def _answer(self, ask: Ask) -> Received:
        call = self._session.ask(ask.message, ask.payload)
        try:
            self._until(lambda: call.reply is not None)
        finally:
            self._session.forget(call)
        return call.answer()

    def _until(self, there: Callable[[], bool]) -> None:
        """Carry frames both ways until `there`, asking again when it gets too quiet."""
        patience = Patience(time.monotonic(), self._timeout)
        self._flush()
        while not there():
            if self._socket.poll(round(patience.step * 1000)):
                patience.heard(time.monotonic())
                self._session.take(self._socket.recv_multipart())
            elif patience.exhausted(time.monotonic()):
                raise patience.unreachable()
            else:
                self._look_again(anew=patience.anew())
            self._flush()

    def _look_again(self, *, anew: bool) -> None:
        """The daemon is silent: perhaps another took over, perhaps it lost something."""
        facts = self._current_facts()
        if facts == self._facts and not anew:
            self._session.stir()
            return
        self._socket.close(linger=0)
        self._socket = self._open(facts)
        self._facts = facts
        self._session.reconnected()

    def _open(self, facts: ConnectionFacts) -> zmq.SyncSocket:
        return connected(self._context.socket(zmq.DEALER), facts, self._session.client)

    def _flush(self) -> None:
        outgoing = self._session.outgoing
        while outgoing and self._socket.poll(0, zmq.POLLOUT):
            self._socket.send_multipart(outgoing.popleft())
