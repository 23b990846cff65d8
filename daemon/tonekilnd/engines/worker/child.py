"""The worker's own process: loads one engine and makes its takes.

Three threads: the main one computes; one reads, so that `CancelBatch` is seen at once and the end
of the pipe (the daemon has gone) ends the process even in the middle of a step; one says every few
seconds that the process is alive.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, cast

import numpy as np

from tonekiln.protocol.errors import EngineCrashed, OutOfMemory, TonekilnError
from tonekilnd.domain import Audio, Take, TakeSpec
from tonekilnd.engines.catalogue.registry import EngineRegistry
from tonekilnd.engines.contract import Callbacks, Engine, EngineSettings, StopGenerating
from tonekilnd.engines.libraries.out_of_memory import is_out_of_memory
from tonekilnd.engines.neural.stopping import stoppable
from tonekilnd.platform.priority import step_back

from . import messages as m
from .framing import Channel, PipeClosed


def run_worker(name: str, settings: EngineSettings, nice: int) -> int:
    """Serve one engine over stdin and stdout until told to stop."""
    step_back(nice)
    channel = _take_over_standard_streams()
    Worker(_engine(name, settings), channel).serve()
    return 0


def _engine(name: str, settings: EngineSettings) -> Engine:
    """The engine; one that cannot be made says why when it is to be loaded."""
    try:
        return EngineRegistry.installed().create(name, settings)
    except Exception as error:
        return _Unmakeable(error)


class _Unmakeable:
    """Stands for an engine that could not be made."""

    def __init__(self, why: Exception) -> None:
        self._why = why

    def load(self, progress: Callable[[float, str], None]) -> None:
        del progress
        raise self._why

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        del specs, callbacks
        raise self._why

    def unload(self) -> None:
        pass


def _take_over_standard_streams() -> Channel[m.ToWorker]:
    """Keep stdin and stdout for messages; what a library prints goes to stderr, the log."""
    reader = os.fdopen(os.dup(0), "rb", buffering=0)
    writer = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    buffered = os.fdopen(os.dup(writer.fileno()), "wb", buffering=1 << 16)
    writer.close()
    return Channel(cast(BinaryIO, reader), buffered, m.ToWorker)


class Worker:
    """Runs one engine on what the daemon sends."""

    def __init__(self, engine: Engine, channel: Channel[m.ToWorker]) -> None:
        self._engine = engine
        self._channel = channel
        self._work: queue.SimpleQueue[m.ToWorker] = queue.SimpleQueue()
        self._cancelled: set[int] = set()

    def serve(self) -> None:
        """Work until `Stop`; ends the process when the daemon has gone."""
        threading.Thread(target=self._read, name="reader", daemon=True).start()
        threading.Thread(target=self._beat, name="beat", daemon=True).start()
        while True:
            match self._work.get():
                case m.Load():
                    self._load()
                case m.Generate() as batch:
                    self._generate(batch)
                case _:
                    self._engine.unload()
                    return

    def _read(self) -> None:
        try:
            while True:
                message, _ = self._channel.receive()
                if isinstance(message, m.CancelBatch):
                    self._cancelled.add(message.batch)
                else:
                    self._work.put(message)
        except PipeClosed:
            os._exit(0)

    def _beat(self) -> None:
        pause = threading.Event()
        while not pause.wait(m.BEAT_SECONDS):
            try:
                self._channel.send(m.Alive())
            except PipeClosed:
                return  # the reader sees it too, and ends the process

    def _load(self) -> None:
        try:
            self._engine.load(lambda done, what: self._channel.send(m.LoadProgress(done, what)))
        except Exception as error:
            self._report(None, error)
        else:
            self._tell_device_memory()
            self._channel.send(m.Loaded())

    def _tell_device_memory(self) -> None:
        measure = getattr(self._engine, "device_memory", None)
        if measure is not None:
            used, total = measure()
            self._channel.send(m.DeviceMemory(used, total))

    def _generate(self, batch: m.Generate) -> None:
        number = batch.batch

        def stop_if_cancelled() -> None:
            if number in self._cancelled:
                raise StopGenerating

        def step(done: int, of: int) -> None:
            stop_if_cancelled()
            self._channel.send(m.Step(number, done, of))

        def preview(variation: int, start_frame: int, audio: Audio, sample_rate: int) -> None:
            if batch.previews:
                chunk = m.PreviewAudio(number, variation, start_frame, len(audio), sample_rate)
                self._channel.send(chunk, _bytes_of(audio))

        try:
            step(0, 1)
            with stoppable(stop_if_cancelled):
                takes = self._engine.generate(batch.specs, Callbacks(step, preview))
            for variation, take in enumerate(takes):
                self._send_take(number, variation, take)
        except StopGenerating:
            self._channel.send(m.Stopped(number))
        except Exception as error:
            self._report(number, error)
        else:
            self._tell_device_memory()
            self._channel.send(m.BatchMade(number))
        finally:
            self._cancelled.discard(number)

    def _send_take(self, batch: int, variation: int, take: Take) -> None:
        made = m.TakeMade(
            batch=batch,
            variation=variation,
            channels=len(take.audio),
            sample_rate=take.sample_rate,
            stems=tuple(take.stems),
            words_understood=take.words_understood,
            words_ignored=take.words_ignored,
            notes=take.notes,
        )
        whole = np.concatenate([take.audio, *take.stems.values()]) if take.stems else take.audio
        self._channel.send(made, _bytes_of(whole))

    def _report(self, batch: int | None, error: Exception) -> None:
        traceback.print_exception(error)
        typed = as_typed(error)
        self._channel.send(m.Failed(batch, typed.code, typed.message, typed.field, typed.hint))


def as_typed(error: Exception) -> TonekilnError:
    """An engine's exception as one of the closed list."""
    if isinstance(error, TonekilnError):
        return error
    if is_out_of_memory(error):
        return OutOfMemory(
            "the model does not fit into memory",
            hint="unload another engine, or choose a smaller one",
        )
    return EngineCrashed(
        f"the engine failed: {type(error).__name__}: {error}",
        hint="the daemon's log has the details",
    )


def _bytes_of(audio: Audio) -> memoryview:
    flat: Any = np.ascontiguousarray(audio, dtype=np.float32)
    return memoryview(flat).cast("B")
