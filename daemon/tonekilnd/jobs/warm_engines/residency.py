"""What is warm: engines in memory within a budget of bytes.

Least recently used first when room is needed; never one that is pinned or at work. How workers
are started is injected, so that tests need no models.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable

from tonekiln.protocol import Readiness, WarmEngine
from tonekiln.protocol.errors import OutOfMemory
from tonekilnd.engines.contract import EngineFacts
from tonekilnd.engines.worker.interface import Worker

from .memory import Budget, Taken, expected, with_what_fits
from .resident import Lease, LoadProgress, Resident, has_other_weights, refuse_unusable

log = logging.getLogger(__name__)

StartWorker = Callable[[EngineFacts], Worker]


class Residency:
    """The warm engines. Lives on the event loop."""

    def __init__(
        self,
        start: StartWorker,
        budget: Budget,
        keep_alive_seconds: float,
        known: Callable[[], Iterable[EngineFacts]],
    ) -> None:
        """`known` gives every engine there is, to say which would fit where one does not."""
        self._start = start
        self._budget = budget
        self._known = known
        self._keep_alive = keep_alive_seconds
        self._residents: dict[str, Resident] = {}
        self._pinned: set[str] = set()
        self._device_total = 0
        self._making_room = asyncio.Lock()

    def readiness(self, facts: EngineFacts) -> Readiness:
        """How far an engine is from making sound, warmth included."""
        resident = self._residents.get(facts.name)
        if resident is None or not resident.worker.alive:
            return facts.readiness
        return Readiness.WARM if resident.loading.done() else Readiness.LOADING

    def is_pinned(self, engine: str) -> bool:
        """Whether it stays warm whatever is asked for."""
        return engine in self._pinned

    def pin(self, engine: str, pinned: bool) -> None:
        """Keep an engine warm, or no more."""
        (self._pinned.add if pinned else self._pinned.discard)(engine)

    def warm(self) -> tuple[WarmEngine, ...]:
        """Every warm engine, least recently used first."""
        now = time.monotonic()
        return tuple(
            WarmEngine(
                engine=name,
                memory_bytes=r.measure().machine,
                device_bytes=r.taken.device,
                pinned=name in self._pinned,
                jobs_running=r.users,
                idle_seconds=0.0 if r.users else now - r.last_used,
                worker_pid=r.worker.pid,
            )
            for name, r in sorted(self._residents.items(), key=lambda item: item[1].last_used)
        )

    async def acquire(self, facts: EngineFacts, progress: LoadProgress) -> Lease:
        """A lease on the warm engine, loading it first where it is not.

        Raises:
            EngineUnavailable: it is not installed or its weights are not here.
            OutOfMemory: it does not fit, even after everything else that may go has gone.
            EngineCrashed: its worker ended while loading.
        """
        try:
            return await self._acquire_once(facts, progress)
        except OutOfMemory as error:
            if not await self.evict_all(but=facts.name):
                raise self.explained(error, facts) from error
            log.info("retrying after out of memory", extra={"engine": facts.name})
        try:
            return await self._acquire_once(facts, progress)
        except OutOfMemory as error:
            raise self.explained(error, facts) from error

    def explained(self, error: OutOfMemory, facts: EngineFacts) -> OutOfMemory:
        """The error with what would fit instead."""
        return with_what_fits(error, facts, self._known(), self._budget)

    async def _acquire_once(self, facts: EngineFacts, progress: LoadProgress) -> Lease:
        resident = self._residents.get(facts.name)
        if resident is not None and not resident.worker.alive:
            del self._residents[facts.name]
            resident = None
        if resident is not None and has_other_weights(resident, facts):
            await self.evict(facts.name)
            resident = self._residents.get(facts.name)
        if resident is None:
            resident = await self._bring_in(facts)
        lease = Lease(resident)
        resident.listeners.append(progress)
        try:
            await asyncio.shield(resident.loading)
        except BaseException:
            lease.release()
            if not resident.users:
                resident.loading.cancel()  # nobody waits for it any more
            raise
        finally:
            resident.listeners.remove(progress)
        return lease

    async def _bring_in(self, facts: EngineFacts) -> Resident:
        refuse_unusable(facts)
        async with self._making_room:
            await self._make_room(facts)
            present = self._residents.get(facts.name)
            if present is not None:
                return present
            resident = self._begin(facts)
            self._residents[facts.name] = resident
            return resident

    def _begin(self, facts: EngineFacts) -> Resident:
        worker = self._start(facts)
        listeners: list[LoadProgress] = []

        def tell(fraction: float, what: str) -> None:
            for listener in listeners:
                listener(fraction, what)

        loading = asyncio.get_running_loop().create_task(self._load(facts.name, worker, tell))
        return Resident(facts, worker, loading, listeners, taken=expected(facts))

    async def _load(self, name: str, worker: Worker, tell: LoadProgress) -> None:
        try:
            await worker.load(tell)
        except BaseException:
            self._residents.pop(name, None)
            await worker.stop()
            raise

    def _fits(self, more: Taken) -> bool:
        residents = self._residents.values()
        taken = sum((r.measure() for r in residents), start=more)
        total = max((r.worker.device_memory().total for r in residents), default=0)
        self._device_total = max(self._device_total, total)
        return self._budget.holds(taken, self._device_total)

    async def _make_room(self, facts: EngineFacts) -> None:
        """Evict until the newcomer's expected size fits, as far as that is possible."""
        more = expected(facts)
        while not self._fits(more):
            idle = self._evictable(but=facts.name)
            if idle:
                await self.evict(idle[0])
            elif self._budget.holds(more, self._device_total):
                return
            else:
                raise OutOfMemory(
                    f"{facts.name} needs about {facts.memory_bytes >> 20} MB, more than all warm "
                    "engines may take: memory_budget_bytes, device_budget_bytes",
                    field="engine",
                )

    def _evictable(self, but: str = "") -> list[str]:
        free = [
            (r.last_used, name)
            for name, r in self._residents.items()
            if name != but and not r.users and name not in self._pinned and r.loading.done()
        ]
        return [name for _, name in sorted(free)]

    async def evict(self, engine: str) -> bool:
        """Give an idle engine's memory back. False when it is not warm or is at work."""
        resident = self._residents.get(engine)
        if resident is None or resident.users:
            return False
        del self._residents[engine]
        await resident.worker.stop()
        log.info("unloaded", extra={"engine": engine})
        return True

    async def unload(self, engine: str) -> bool:
        """Evict an engine once its running jobs have ended. False when it was not warm."""
        while engine in self._residents:
            resident = self._residents[engine]
            if not resident.users:
                return await self.evict(engine)
            resident.idle.clear()
            await resident.idle.wait()
        return False

    async def evict_all(self, but: str = "") -> bool:
        """Evict all that may go. False when nothing could."""
        names = self._evictable(but)
        for name in names:
            await self.evict(name)
        return bool(names)

    async def evict_expired(self) -> None:
        """Unload what has not been used for the keep-alive time."""
        oldest = time.monotonic() - self._keep_alive
        for name in self._evictable():
            if self._residents[name].last_used < oldest:
                await self.evict(name)

    async def close(self) -> None:
        """Stop every worker."""
        residents = list(self._residents.values())
        self._residents.clear()
        for resident in residents:
            resident.loading.cancel()
        await asyncio.gather(*(r.worker.stop() for r in residents), return_exceptions=True)
