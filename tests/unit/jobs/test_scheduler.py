from __future__ import annotations

import asyncio

import pytest
from tests.example_engines import plan_of

from tonekiln.protocol import Priority
from tonekiln.protocol.errors import Busy
from tonekilnd.jobs.job import Job
from tonekilnd.jobs.scheduler import Scheduler


class Kiln:
    """Runs jobs when told to."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.doors: dict[str, asyncio.Event] = {}
        self.began = asyncio.Condition()

    async def run(self, job: Job) -> None:
        self.started.append(job.id)
        async with self.began:
            self.began.notify_all()
        await self.doors.setdefault(job.id, asyncio.Event()).wait()

    def finish(self, name: str) -> None:
        self.doors.setdefault(name, asyncio.Event()).set()

    async def until_started(self, *names: str) -> None:
        async with self.began:
            await asyncio.wait_for(self.began.wait_for(lambda: set(names) <= set(self.started)), 5)


def job(name: str, number: int, engine: str = "toy", priority=Priority.NORMAL) -> Job:
    return Job(id=name, number=number, client=b"c", plan=plan_of(engine), priority=priority)


def in_loop(scenario):
    asyncio.run(asyncio.wait_for(scenario(), 10))


def test_one_at_a_time_per_engine_live_first_then_in_order() -> None:
    async def scenario() -> None:
        kiln = Kiln()
        scheduler = Scheduler(kiln.run, queue_limit=10, running_limit=4)
        scheduler.submit(job("first", 0))
        await kiln.until_started("first")
        scheduler.submit(job("slow", 1, priority=Priority.BACKGROUND))
        scheduler.submit(job("second", 2))
        scheduler.submit(job("stage", 3, priority=Priority.LIVE))
        waiting = scheduler.find("slow")
        assert waiting is not None
        assert {j.id for j in scheduler.before(waiting)} == {"first", "second", "stage"}
        for name in ("first", "stage", "second", "slow"):
            await kiln.until_started(name)
            kiln.finish(name)
        assert kiln.started == ["first", "stage", "second", "slow"]

    in_loop(scenario)


def test_other_engines_do_not_wait_but_the_running_limit_holds() -> None:
    async def scenario() -> None:
        kiln = Kiln()
        scheduler = Scheduler(kiln.run, queue_limit=10, running_limit=2)
        for number, engine in enumerate(("a", "b", "c")):
            scheduler.submit(job(engine, number, engine))
        await kiln.until_started("a", "b")
        assert "c" not in kiln.started
        kiln.finish("a")
        await kiln.until_started("c")
        kiln.finish("b")
        kiln.finish("c")

    in_loop(scenario)


def test_a_full_queue_is_busy_and_says_what_to_do() -> None:
    async def scenario() -> None:
        kiln = Kiln()
        scheduler = Scheduler(kiln.run, queue_limit=2, running_limit=1)
        scheduler.submit(job("runs", 0))
        await kiln.until_started("runs")
        scheduler.submit(job("w1", 1))
        scheduler.submit(job("w2", 2))
        with pytest.raises(Busy) as refusal:
            scheduler.submit(job("w3", 3))
        assert refusal.value.hint
        await scheduler.close()

    in_loop(scenario)


def test_a_waiting_job_can_be_taken_out_a_running_one_cannot() -> None:
    async def scenario() -> None:
        kiln = Kiln()
        scheduler = Scheduler(kiln.run, queue_limit=5, running_limit=1)
        running, waiting = job("runs", 0), job("waits", 1)
        scheduler.submit(running)
        scheduler.submit(waiting)
        await kiln.until_started("runs")
        assert scheduler.take_out(waiting)
        assert not scheduler.take_out(running)
        assert scheduler.find("waits") is None
        await scheduler.close()

    in_loop(scenario)


def test_a_job_that_blows_up_does_not_stop_the_next() -> None:
    async def scenario() -> None:
        done = asyncio.Event()

        async def run(one: Job) -> None:
            if one.id == "bad":
                raise RuntimeError("the pipeline should have caught this")
            done.set()

        scheduler = Scheduler(run, queue_limit=5, running_limit=1)
        scheduler.submit(job("bad", 0))
        scheduler.submit(job("good", 1))
        await done.wait()
        await scheduler.close()

    in_loop(scenario)
