"""Stopping: from the word to a worker that computes no more, at full size, random weights.

Real workers. Each is stopped at moments spread over its work, decoding of audio included; then
it has to take the next request. At last it is killed from outside.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil

from tonekiln.protocol.errors import Cancelled, EngineCrashed
from tonekilnd.domain import TakeSpec
from tonekilnd.engines.worker.interface import BatchEvents
from tonekilnd.engines.worker.launch import WorkerLaunch
from tonekilnd.engines.worker.process import ProcessWorker

from ..table import Row, row
from . import checkpoints

LONG = True
SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Case:
    """A model, and fewer steps than published where those would take minutes."""

    title: str
    name: str
    write: Callable[[Path], Path]
    steps: int | None = None


CASES = (
    Case("MusicGen-small", "musicgen-small", lambda f: checkpoints.audiocraft_pair(f)[0]),
    Case(
        "MAGNeT-small",
        "magnet-small-10secs",
        lambda f: checkpoints.audiocraft_pair(f, magnet=True)[0],
        steps=8,
    ),
    Case(
        "Stable Audio Open Small",
        "stable-audio-open-small",
        checkpoints.stable_audio_small,
        steps=4,
    ),
)


def measure(*, quick: bool) -> list[Row]:
    if not checkpoints.available():
        return []
    times = 3 if quick else 6
    rows: list[Row] = []
    for case in CASES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = case.write(Path(scratch))
            engine = f"{case.name}:{folder}"
            asked = checkpoints.spec(case.name, SECONDS, steps=case.steps)
            waits, killed = asyncio.run(_stopped(engine, Path(scratch) / "home", asked, times))
        rows += [
            row(f"{case.title}, cancelled: median", "ms", median(waits), limit=200),
            row(f"{case.title}, cancelled: longest of {times}", "ms", max(waits), limit=200),
            row(f"{case.title}, killed: until its job is told", "ms", killed, limit=2000),
        ]
    return rows


async def _stopped(name: str, home: Path, asked: TakeSpec, times: int) -> tuple[list[float], float]:
    """Milliseconds from each cancel to its answer, and from a kill to its."""
    async with _worker(name, home) as worker:
        await _seconds(worker, asked)  # the first makes what later ones have
        whole = await _seconds(worker, asked)
        waits = [
            await _until_stopped(worker, asked, whole * (n + 0.5) / (times + 1))
            for n in range(times)
        ]
        return waits, await _killed(worker, asked)


@contextlib.asynccontextmanager
async def _worker(name: str, home: Path) -> AsyncIterator[ProcessWorker]:
    threads = os.cpu_count() or 1
    home.mkdir()
    arguments = (f"--home={home}", f"--threads={threads}", "--precision=fp32")
    worker = WorkerLaunch(arguments, threads, home / "workers.log", 60.0).start(name)
    await worker.load(lambda *_: None)
    try:
        yield worker
    finally:
        await worker.stop()


async def _seconds(worker: ProcessWorker, asked: TakeSpec) -> float:
    """What a request takes."""
    began = perf_counter()
    await worker.generate([asked], BatchEvents(lambda *_: None))
    return perf_counter() - began


async def _until_stopped(worker: ProcessWorker, asked: TakeSpec, after: float) -> float:
    """Milliseconds it takes to stop a request, so many seconds after it began."""
    batch = asyncio.ensure_future(worker.generate([asked], BatchEvents(lambda *_: None)))
    await asyncio.sleep(after)
    began = perf_counter()
    worker.cancel()
    try:
        await batch
    except Cancelled:
        return (perf_counter() - began) * 1e3
    raise AssertionError("it had ended before it was stopped")


async def _killed(worker: ProcessWorker, asked: TakeSpec) -> float:
    stepping = asyncio.Event()
    events = BatchEvents(lambda *_: stepping.set())
    batch = asyncio.ensure_future(worker.generate([asked], events))
    await stepping.wait()
    began = perf_counter()
    psutil.Process(worker.pid).kill()
    try:
        await batch
    except EngineCrashed:
        return (perf_counter() - began) * 1e3
    raise AssertionError("a killed worker's job was not told")
