from __future__ import annotations

import asyncio
from collections.abc import Hashable, Sequence

import pytest
from tests.example_engines import plan_of
from tests.patience import PATIENCE_SECONDS

from tonekiln.protocol import JobState, Priority
from tonekiln.protocol.errors import Busy
from tonekilnd.jobs.job import Job
from tonekilnd.jobs.scheduler import Scheduler


class Kiln:
    """Runs jobs when told to."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.batches: list[list[str]] = []
        self.doors: dict[str, asyncio.Event] = {}
        self.began = asyncio.Condition()

    async def run(self, jobs: Sequence[Job]) -> None:
        self.started += [job.id for job in jobs]
        self.batches.append([job.id for job in jobs])
        async with self.began:
            self.began.notify_all()
        await self.doors.setdefault(jobs[0].id, asyncio.Event()).wait()

    def finish(self, name: str) -> None:
        self.doors.setdefault(name, asyncio.Event()).set()

    async def until_started(self, *names: str) -> None:
        async with self.began:
            await asyncio.wait_for(
                self.began.wait_for(lambda: set(names) <= set(self.started)), PATIENCE_SECONDS
            )


def job(
    name: str,
    number: int,
    engine: str = "toy",
    priority=Priority.NORMAL,
    batch_key: Hashable | None = None,
    takes: int = 1,
) -> Job:
    return Job(
        id=name,
        number=number,
        client=b"c",
        plan=plan_of(engine, variations=takes),
        priority=priority,
        batch_key=batch_key,
    )


def in_loop(scenario):
    asyncio.run(asyncio.wait_for(scenario(), PATIENCE_SECONDS))


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

        async def run(jobs: Sequence[Job]) -> None:
            if jobs[0].id == "bad":
                raise RuntimeError("the pipeline should have caught this")
            done.set()

        scheduler = Scheduler(run, queue_limit=5, running_limit=1)
        scheduler.submit(job("bad", 0))
        scheduler.submit(job("good", 1))
        await done.wait()
        await scheduler.close()

    in_loop(scenario)


def test_jobs_that_wait_together_and_fit_together_start_as_one_batch() -> None:
    async def scenario() -> None:
        kiln = Kiln()
        scheduler = Scheduler(kiln.run, queue_limit=20, running_limit=2)
        scheduler.submit(job("first", 0, batch_key="a"))
        await kiln.until_started("first")
        for number, (name, key, takes) in enumerate(
            [("x", "a", 4), ("other", "b", 1), ("y", "a", 3), ("too-many", "a", 2), ("z", "a", 1)],
            1,
        ):
            scheduler.submit(job(name, number, batch_key=key, takes=takes))
        assert kiln.batches == [["first"]], "nothing joins a batch that runs"
        kiln.finish("first")
        await kiln.until_started("x")
        assert kiln.batches[1] == ["x", "y", "z"], "eight takes at the most"
        for name in ("x", "other", "too-many"):
            kiln.finish(name)
            await kiln.until_started(name)
        assert kiln.batches[2:] == [["other"], ["too-many"]]

    in_loop(scenario)


def test_jobs_without_a_key_are_made_alone() -> None:
    async def scenario() -> None:
        kiln = Kiln()
        scheduler = Scheduler(kiln.run, queue_limit=5, running_limit=1)
        for number, name in enumerate(("a", "b")):
            scheduler.submit(job(name, number))
            kiln.finish(name)
        await kiln.until_started("a", "b")
        assert kiln.batches == [["a"], ["b"]]

    in_loop(scenario)


def test_all_places_at_once_are_those_of_each() -> None:
    async def scenario() -> None:
        kiln = Kiln()
        scheduler = Scheduler(kiln.run, 200, 2)
        priorities = [Priority.BACKGROUND, Priority.LIVE, Priority.NORMAL]
        for number in range(40):
            engine = ("toy", "other", "third")[number % 3]
            scheduler.submit(job(f"j{number}", number, engine, priorities[number % 7 % 3]))
        await kiln.until_started("j1", "j8")
        for running in scheduler.jobs[:2]:
            running.state = JobState.GENERATING
        places = scheduler.places()
        assert [each for each, _ in places] == list(scheduler.jobs)
        assert [place for _, place in places] == [
            len(scheduler.before(each)) for each in scheduler.jobs
        ]
        scheduler.drop_waiting()
        await scheduler.close()

    in_loop(scenario)
