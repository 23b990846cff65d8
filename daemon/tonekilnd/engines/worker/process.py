"""The daemon's side of a worker that is a local process.

Everything here but `_read` runs on the event loop; `_read` runs on the worker's reader thread
and hands every message over to the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import BinaryIO, cast

import numpy as np

from tonekiln.protocol.errors import Cancelled, EngineCrashed, TonekilnError, error_of
from tonekilnd.domain import Audio, Take, TakeSpec
from tonekilnd.platform.endings import may_have_lacked_memory
from tonekilnd.platform.memory import resident_bytes

from . import messages as m
from .framing import Channel, PipeClosed
from .interface import BatchEvents

log = logging.getLogger(__name__)

_LOOK_SECONDS = 5 * m.BEAT_SECONDS
_MOST_SILENT_LOOKS = 6
"""A worker of which nothing was heard for so many looks, about a minute, hangs. Looks are counted,
not seconds, so that a machine that slept is not taken for a worker that does."""


class _Batch:
    def __init__(self, number: int, count: int, events: BatchEvents) -> None:
        self.number = number
        self.takes: list[Take | None] = [None] * count
        self.events = events
        self.done: asyncio.Future[list[Take]] = asyncio.get_running_loop().create_future()


class ProcessWorker:
    """A worker as a child process of the daemon."""

    def __init__(self, process: subprocess.Popen[bytes], engine: str, grace: float) -> None:
        self._process = process
        self._engine = engine
        self._grace = grace
        self._loop = asyncio.get_running_loop()
        self._channel: Channel[m.FromWorker] = Channel(
            cast(BinaryIO, process.stdout), cast(BinaryIO, process.stdin), m.FromWorker
        )
        self._numbers = itertools.count(1)
        self._batch: _Batch | None = None
        self._loaded: asyncio.Future[None] = self._loop.create_future()
        self._device_memory = m.DeviceMemory()
        self._gone = asyncio.Event()
        self._load_progress: Callable[[float, str], None] = lambda _done, _what: None
        self._kill_timer: asyncio.TimerHandle | None = None
        self._silent_looks = 0
        self._hangs = False
        self._look = self._loop.call_later(_LOOK_SECONDS, self._look_for_life)
        threading.Thread(target=self._read, name=f"read-{engine}", daemon=True).start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child is there."""
        return not self._gone.is_set()

    async def load(self, progress: Callable[[float, str], None]) -> None:
        """Make the engine warm."""
        self._load_progress = progress
        self._send(m.Load())
        await self._loaded

    async def generate(self, specs: Sequence[TakeSpec], events: BatchEvents) -> list[Take]:
        """Make one take per spec; one batch at a time."""
        if self._batch is not None:
            raise EngineCrashed("the worker is already at work on another batch")
        batch = _Batch(next(self._numbers), len(specs), events)
        self._batch = batch
        try:
            self._send(m.Generate(batch.number, tuple(specs), events.preview is not None))
            return await batch.done
        finally:
            self._batch = None
            self._disarm()

    def cancel(self) -> None:
        """Ask the batch to stop at its next step; kill the process if it does not."""
        if self._batch is None or self._kill_timer is not None:
            return
        try:
            self._send(m.CancelBatch(self._batch.number))
        except EngineCrashed:
            return
        self._kill_timer = self._loop.call_later(self._grace, self._process.kill)

    async def stop(self) -> None:
        """Ask the worker to end, then make it."""
        try:
            self._send(m.Stop())
            await asyncio.wait_for(self._gone.wait(), self._grace)
        except (TimeoutError, EngineCrashed):
            self._process.kill()
            await self._gone.wait()  # a killed process always goes, and its pipe with it

    def memory_bytes(self) -> int:
        """Resident bytes of the child."""
        return resident_bytes(self.pid)

    def device_memory(self) -> m.DeviceMemory:
        """What the child said last."""
        return self._device_memory

    def _send(self, message: m.ToWorker) -> None:
        try:
            self._channel.send(message)
        except PipeClosed as error:
            raise self._crash() from error

    def _crash(self) -> TonekilnError:
        if self._hangs:
            return EngineCrashed(
                f"the worker of {self._engine} gave no sign of life and was ended",
                hint="ask again: a new worker will be started",
            )
        status = self._process.poll()
        hint = "ask again: a new worker will be started"
        if may_have_lacked_memory(status):
            hint += "; if the system ran out of memory (its log says), `tonekiln unload` another"
        return EngineCrashed(
            f"the worker of {self._engine} ended (exit status {status})", hint=hint
        )

    def _disarm(self) -> None:
        if self._kill_timer is not None:
            self._kill_timer.cancel()
            self._kill_timer = None

    def _look_for_life(self) -> None:
        self._silent_looks += 1
        if self._silent_looks > _MOST_SILENT_LOOKS:
            log.warning("the worker of %s gives no sign of life", self._engine)
            self._hangs = True
            self._process.kill()
        else:
            self._look = self._loop.call_later(_LOOK_SECONDS, self._look_for_life)

    def _read(self) -> None:
        """Hand messages over until the pipe ends; without a reader its worker is of no use."""
        try:
            while True:
                message, payload = self._channel.receive()
                self._loop.call_soon_threadsafe(self._heard, message, payload)
        except PipeClosed:
            pass
        except Exception:
            log.exception("what the worker of %s says cannot be taken in", self._engine)
        finally:
            self._end_of_pipe()

    def _end_of_pipe(self) -> None:
        try:
            self._process.wait(self._grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._channel.close()
        with contextlib.suppress(RuntimeError):  # the loop has ended before its worker did
            self._loop.call_soon_threadsafe(self._ended)

    def _ended(self) -> None:
        self._gone.set()
        self._look.cancel()
        batch = self._batch
        cancelled = self._kill_timer is not None
        self._disarm()
        if not self._loaded.done():
            self._loaded.set_exception(self._crash())
        if batch is not None and not batch.done.done():
            error = Cancelled("the job was cancelled") if cancelled else self._crash()
            batch.done.set_exception(error)

    def _heard(self, message: m.FromWorker, payload: bytearray) -> None:
        self._silent_looks = 0
        match message:
            case m.Alive():
                pass
            case m.LoadProgress(fraction, what):
                self._load_progress(fraction, what)
            case m.DeviceMemory():
                self._device_memory = message
            case m.Loaded() | m.Failed(batch=None) if self._loaded.done():
                pass  # the daemon is stopping: nobody waits for it any more
            case m.Loaded():
                self._loaded.set_result(None)
            case m.Failed(batch=None):
                self._loaded.set_exception(_error_of(message))
            case _:
                if self._batch is not None and message.batch == self._batch.number:
                    _advance(self._batch, message, payload)


def _advance(batch: _Batch, message: m.FromWorker, payload: bytearray) -> None:
    """Take one message about the running batch in."""
    if batch.done.done():
        return
    match message:
        case m.Step(_, done, of):
            batch.events.step(done, of)
        case m.PreviewAudio(_, variation, start_frame, channels, rate):
            if batch.events.preview is not None:
                batch.events.preview(variation, start_frame, _planes(payload, channels), rate)
        case m.TakeMade():
            batch.takes[message.variation] = _take_of(message, payload)
        case m.BatchMade():
            batch.done.set_result([take for take in batch.takes if take is not None])
        case m.Stopped():
            batch.done.set_exception(Cancelled("the job was cancelled"))
        case m.Failed():
            batch.done.set_exception(_error_of(message))


def _planes(payload: bytearray, channels: int) -> Audio:
    return np.frombuffer(payload, dtype=np.float32).reshape(channels, -1)


def _take_of(made: m.TakeMade, payload: bytearray) -> Take:
    parts = _planes(payload, made.channels * (1 + len(made.stems)))
    split = [parts[i : i + made.channels] for i in range(0, len(parts), made.channels)]
    return Take(
        audio=split[0],
        sample_rate=made.sample_rate,
        stems=dict(zip(made.stems, split[1:], strict=True)),
        words_understood=made.words_understood,
        words_ignored=made.words_ignored,
        notes=made.notes,
    )


def _error_of(failed: m.Failed) -> TonekilnError:
    return error_of(failed.code)(failed.message, field=failed.field, hint=failed.hint)
