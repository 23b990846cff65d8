"""Real worker processes, with engines that behave and engines that don't."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import numpy as np
import psutil
import pytest
from tests.patience import PATIENCE_SECONDS

from tonekiln.protocol.errors import Cancelled, EngineCrashed, OutOfMemory
from tonekilnd.domain import Take, TakeSpec
from tonekilnd.engines.worker import process
from tonekilnd.engines.worker.interface import BatchEvents
from tonekilnd.engines.worker.launch import WorkerLaunch
from tonekilnd.engines.worker.process import ProcessWorker

SPEC = TakeSpec(
    prompt="clicks",
    negative="",
    seed=1,
    sample_rate=32_000,
    frames=64_000,
    pre_roll_frames=0,
    bpm=Decimal(120),
    meter="4/4",
    bars=1,
    key=None,
)


def silent(*_: object) -> None:
    pass


QUIET = BatchEvents(silent)


@pytest.fixture
def launch(tmp_path, with_test_engines) -> WorkerLaunch:
    arguments = (f"--home={tmp_path}", "--nice=5")
    return WorkerLaunch(arguments, 1, tmp_path / "workers.log", grace_seconds=0.5)


def run(launch: WorkerLaunch, engine: str, scenario) -> None:
    async def whole() -> None:
        worker = launch.start(engine)
        try:
            await scenario(worker)
        finally:
            await worker.stop()
        assert not psutil.pid_exists(worker.pid)

    asyncio.run(asyncio.wait_for(whole(), PATIENCE_SECONDS))


async def stepping(worker: ProcessWorker) -> asyncio.Future[list[Take]]:
    """A batch of a warm worker that is at work on its steps."""
    await worker.load(silent)
    stepped = asyncio.Event()
    batch = asyncio.ensure_future(
        worker.generate([SPEC], BatchEvents(lambda _d, _o: stepped.set()))
    )
    await stepped.wait()
    return batch


def test_takes_come_back_whole_with_steps_previews_and_load_progress(launch) -> None:
    async def scenario(worker: ProcessWorker) -> None:
        loading, steps, previews = [], [], []
        await worker.load(lambda done, what: loading.append((done, what)))
        events = BatchEvents(
            lambda done, of: steps.append((done, of)),
            lambda number, start, audio, rate: previews.append((number, audio.shape, rate)),
        )
        takes = await worker.generate([SPEC, SPEC], events)
        assert loading == [(0.5, "half way")]
        assert steps[-1] == (2, 2)
        assert previews == [(0, (1, 8000), 32_000), (1, (1, 8000), 32_000)]
        assert [take.audio.shape for take in takes] == [(1, 64_000)] * 2
        assert takes[0].audio.dtype == np.float32
        assert np.array_equal(takes[0].audio, takes[1].audio)
        assert worker.memory_bytes() > 10_000_000

    run(launch, "clicks", scenario)


def test_a_worker_stands_back_behind_the_daw(launch) -> None:
    async def scenario(worker: ProcessWorker) -> None:
        await worker.load(silent)
        assert psutil.Process(worker.pid).nice() == max(5, psutil.Process().nice())

    run(launch, "clicks", scenario)


def test_cancel_stops_at_the_next_step_and_the_worker_serves_on(launch) -> None:
    async def scenario(worker: ProcessWorker) -> None:
        batch = await stepping(worker)
        worker.cancel()
        with pytest.raises(Cancelled):
            await batch
        assert worker.alive
        with pytest.raises(Cancelled):
            second = asyncio.ensure_future(worker.generate([SPEC], QUIET))
            await asyncio.sleep(0)
            worker.cancel()
            await second

    run(launch, "slow", scenario)


def test_a_worker_that_does_not_stop_is_killed(launch) -> None:
    async def scenario(worker: ProcessWorker) -> None:
        batch = await stepping(worker)
        worker.cancel()
        with pytest.raises(Cancelled):
            await batch
        assert not worker.alive

    run(launch, "stuck", scenario)


def test_a_worker_killed_from_outside_fails_its_job_with_a_reason(launch) -> None:
    async def scenario(worker: ProcessWorker) -> None:
        batch = await stepping(worker)
        psutil.Process(worker.pid).kill()
        with pytest.raises(EngineCrashed, match="ended"):
            await batch
        with pytest.raises(EngineCrashed):
            await worker.generate([SPEC], QUIET)

    run(launch, "slow", scenario)


@pytest.mark.parametrize(
    ("engine", "error", "words"),
    [
        ("crash", EngineCrashed, "exit status 9"),
        ("broken", EngineCrashed, "wrong shape"),
        ("hungry", OutOfMemory, "too large"),
    ],
)
def test_what_goes_wrong_in_a_worker_is_typed(launch, engine, error, words) -> None:
    async def scenario(worker: ProcessWorker) -> None:
        await worker.load(silent)
        with pytest.raises(error, match=words):
            await worker.generate([SPEC], QUIET)

    run(launch, engine, scenario)


def test_a_load_that_fails_names_what_is_damaged(launch) -> None:
    async def scenario(worker: ProcessWorker) -> None:
        with pytest.raises(EngineCrashed, match=r"damaged: model\.safetensors"):
            await worker.load(silent)

    run(launch, "unloadable", scenario)


def test_no_worker_outlives_its_daemon(launch) -> None:
    async def scenario() -> int:
        worker = launch.start("stuck")
        await worker.load(silent)
        asyncio.ensure_future(worker.generate([SPEC], QUIET)).add_done_callback(
            lambda batch: batch.exception()
        )
        await asyncio.sleep(0)
        worker._channel._writer.close()  # what the kernel does when the daemon is killed
        await asyncio.wait_for(worker._gone.wait(), PATIENCE_SECONDS)
        return worker.pid

    assert not psutil.pid_exists(asyncio.run(scenario()))


def test_a_missing_interpreter_is_said(launch) -> None:
    async def scenario() -> None:
        replace(launch).start("clicks", interpreter="/no/such/python")

    with pytest.raises(EngineCrashed, match="/no/such/python"):
        asyncio.run(scenario())


def test_a_worker_that_gives_no_sign_of_life_is_ended(launch, monkeypatch) -> None:
    monkeypatch.setattr(process, "_LOOK_SECONDS", 0.2)
    monkeypatch.setattr(process, "_MOST_SILENT_LOOKS", 20)

    async def scenario(worker: ProcessWorker) -> None:
        loading = asyncio.ensure_future(worker.load(silent))
        psutil.Process(worker.pid).suspend()
        with pytest.raises(EngineCrashed, match="no sign of life"):
            await loading
        assert not worker.alive

    run(launch, "clicks", scenario)


def test_what_a_worker_says_that_cannot_be_taken_in_ends_its_job(launch, monkeypatch) -> None:
    """Memory that is refused to the daemon while a take arrives, say."""

    async def scenario(worker: ProcessWorker) -> None:
        batch = await stepping(worker)

        def refused(_count: int) -> bytearray:
            raise MemoryError

        monkeypatch.setattr(worker._channel, "_read", refused)
        with pytest.raises(EngineCrashed):
            await batch
        await worker.stop()
        assert not worker.alive

    run(launch, "slow", scenario)
