from __future__ import annotations

import asyncio

import pytest
from tests.example_engines import MEGABYTE, facts_of
from tests.patience import PATIENCE_SECONDS

from tonekiln.protocol import Readiness
from tonekiln.protocol.errors import EngineCrashed, EngineUnavailable, OutOfMemory
from tonekilnd.engines.worker.messages import DeviceMemory
from tonekilnd.jobs.warm_engines.memory import Budget
from tonekilnd.jobs.warm_engines.residency import Residency


class FakeWorker:
    """A worker without a process: the seam that the residency is injected with."""

    def __init__(self, name: str, memory: int, fails_with: Exception | None) -> None:
        self.name = name
        self.memory = memory
        self.fails_with = fails_with
        self.alive = True
        self.pid = 0
        self.loads = 0
        self.gate: asyncio.Event | None = None
        self.on_device = DeviceMemory()

    async def load(self, progress) -> None:
        self.loads += 1
        progress(0.5, "reading weights")
        if self.gate is not None:
            await self.gate.wait()
        if self.fails_with is not None:
            raise self.fails_with

    async def stop(self) -> None:
        self.alive = False

    def memory_bytes(self) -> int:
        return self.memory if self.alive else 0

    def device_memory(self) -> DeviceMemory:
        return self.on_device


class Floor:
    """Where workers are started."""

    def __init__(self) -> None:
        self.workers: list[FakeWorker] = []
        self.failures: dict[str, list[Exception]] = {}

    def start(self, facts):
        queue = self.failures.get(facts.name, [])
        worker = FakeWorker(facts.name, facts.memory_bytes, queue.pop(0) if queue else None)
        self.workers.append(worker)
        return worker

    def alive(self) -> list[str]:
        return [w.name for w in self.workers if w.alive]


def residency_of(floor: Floor, megabytes: int = 250, keep_alive: float = 1e9) -> Residency:
    known = [facts_of(name, memory) for name, memory in KNOWN.items()]
    return Residency(floor.start, Budget(megabytes * MEGABYTE), keep_alive, lambda: known)


KNOWN = {"tiny": MEGABYTE, "little": 2 * MEGABYTE, "giant": 2**50}


def silent(_done: float, _what: str) -> None:
    pass


async def use(residency: Residency, *names: str) -> None:
    for name in names:
        (await residency.acquire(facts_of(name), silent)).release()


def in_loop(scenario):
    asyncio.run(asyncio.wait_for(scenario(), PATIENCE_SECONDS))


def test_a_second_request_loads_nothing() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor)
        await use(residency, "a", "a", "a")
        assert [w.loads for w in floor.workers] == [1]
        assert residency.readiness(facts_of("a")) is Readiness.WARM

    in_loop(scenario)


def test_requests_that_meet_while_it_loads_share_one_worker() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor)
        leases = await asyncio.gather(*(residency.acquire(facts_of("a"), silent) for _ in range(5)))
        assert len(floor.workers) == 1
        assert residency.warm()[0].jobs_running == 5
        for lease in leases:
            lease.release()

    in_loop(scenario)


def test_the_least_recently_used_goes_first() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor)
        await use(residency, "a", "b", "a", "c")
        assert floor.alive() == ["a", "c"]

    in_loop(scenario)


def test_what_is_pinned_or_at_work_stays() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor, megabytes=350)
        await use(residency, "pinned", "idle")
        residency.pin("pinned", True)
        busy = await residency.acquire(facts_of("busy"), silent)
        await use(residency, "new")
        assert floor.alive() == ["pinned", "busy", "new"]
        busy.release()
        assert not await residency.evict("nowhere")

    in_loop(scenario)


def test_an_engine_larger_than_the_budget_says_so() -> None:
    async def scenario() -> None:
        residency = residency_of(Floor(), megabytes=50)
        with pytest.raises(OutOfMemory) as refusal:
            await residency.acquire(facts_of("huge"), silent)
        assert "memory_budget_bytes" in refusal.value.message
        assert "would fit: little (0.0 GB), tiny (0.0 GB);" in refusal.value.hint

    in_loop(scenario)


def test_out_of_memory_evicts_the_rest_and_tries_once_more() -> None:
    async def scenario() -> None:
        floor = Floor()
        floor.failures["big"] = [OutOfMemory("no room")]
        residency = residency_of(floor, megabytes=1000)
        await use(residency, "a", "b")
        await use(residency, "big")
        assert floor.alive() == ["big"]

    in_loop(scenario)


def test_out_of_memory_twice_is_told() -> None:
    async def scenario() -> None:
        floor = Floor()
        floor.failures["big"] = [OutOfMemory("no room"), OutOfMemory("still no room")]
        residency = residency_of(floor, megabytes=1000)
        await use(residency, "a")
        with pytest.raises(OutOfMemory, match="still") as told:
            await residency.acquire(facts_of("big"), silent)
        assert floor.alive() == []
        assert "would fit: little" in told.value.hint

    in_loop(scenario)


def test_a_worker_that_died_is_replaced() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor)
        await use(residency, "a")
        floor.workers[0].alive = False
        await use(residency, "a")
        assert len(floor.workers) == 2

    in_loop(scenario)


def test_a_failed_load_leaves_nothing_behind_and_can_be_repeated() -> None:
    async def scenario() -> None:
        floor = Floor()
        floor.failures["a"] = [EngineCrashed("damaged: model.safetensors")]
        residency = residency_of(floor)
        with pytest.raises(EngineCrashed, match="damaged"):
            await residency.acquire(facts_of("a"), silent)
        assert residency.warm() == ()
        assert floor.alive() == []
        await use(residency, "a")
        assert floor.alive() == ["a"]

    in_loop(scenario)


def test_what_is_not_here_names_the_command_that_brings_it() -> None:
    async def scenario() -> None:
        facts = facts_of("far", readiness=Readiness.TO_PULL, fix="tonekiln pull far")
        with pytest.raises(EngineUnavailable) as refusal:
            await residency_of(Floor()).acquire(facts, silent)
        assert refusal.value.hint == "tonekiln pull far"

    in_loop(scenario)


def test_keep_alive_unloads_what_nobody_uses_but_not_what_is_pinned() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor, megabytes=1000, keep_alive=-1.0)
        await use(residency, "a", "b")
        residency.pin("b", True)
        await residency.evict_expired()
        assert floor.alive() == ["b"]

    in_loop(scenario)


def test_unload_waits_for_the_running_job() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor)
        lease = await residency.acquire(facts_of("a"), silent)
        unloading = asyncio.ensure_future(residency.unload("a"))
        await asyncio.sleep(0)
        assert floor.alive() == ["a"]
        lease.release()
        assert await unloading
        assert floor.alive() == []

    in_loop(scenario)


def test_loading_is_told_to_everyone_who_waits() -> None:
    async def scenario() -> None:
        heard: list[str] = []
        residency = residency_of(Floor())
        await asyncio.gather(
            *(
                residency.acquire(facts_of("a"), lambda _d, what: heard.append(what))
                for _ in range(2)
            )
        )
        assert heard == ["reading weights"] * 2

    in_loop(scenario)


def test_weights_that_were_pulled_anew_are_loaded_anew() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor)
        await use(residency, "a")
        (await residency.acquire(facts_of("a", checkpoint="2"), silent)).release()
        assert [(w.name, w.alive) for w in floor.workers] == [("a", False), ("a", True)]
        (await residency.acquire(facts_of("a", checkpoint="2"), silent)).release()
        assert len(floor.workers) == 2

    in_loop(scenario)


def test_a_gpus_memory_is_a_budget_of_its_own() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor, megabytes=10_000)
        for name in ("a", "b"):
            lease = await residency.acquire(facts_of(name, device="cuda"), silent)
            floor.workers[-1].on_device = DeviceMemory(used=100 * MEGABYTE, total=250 * MEGABYTE)
            floor.workers[-1].memory = MEGABYTE
            lease.release()
        assert [w.device_bytes for w in residency.warm()] == [100 * MEGABYTE] * 2
        (await residency.acquire(facts_of("c", device="cuda"), silent)).release()
        assert floor.alive() == ["b", "c"]
        (await residency.acquire(facts_of("d", device="cpu"), silent)).release()
        assert floor.alive() == ["b", "c", "d"]

    in_loop(scenario)


def test_what_mps_takes_is_the_machines_memory() -> None:
    async def scenario() -> None:
        floor = Floor()
        residency = residency_of(floor, megabytes=250)
        lease = await residency.acquire(facts_of("a", device="mps"), silent)
        floor.workers[-1].on_device = DeviceMemory(used=200 * MEGABYTE, total=400 * MEGABYTE)
        floor.workers[-1].memory = MEGABYTE
        lease.release()
        (await residency.acquire(facts_of("b"), silent)).release()
        assert floor.alive() == ["b"]

    in_loop(scenario)
