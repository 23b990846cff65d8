"""One engine in memory, who uses it, and what it takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tonekiln.protocol import Readiness
from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.engines.contract import EngineFacts
from tonekilnd.engines.worker.interface import Worker

from .memory import Taken, placed

LoadProgress = Callable[[float, str], None]


@dataclass(slots=True, eq=False)
class Resident:
    """One engine in memory, or on its way there."""

    facts: EngineFacts
    worker: Worker
    loading: asyncio.Task[None]
    listeners: list[LoadProgress] = field(default_factory=list)
    users: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    last_used: float = field(default_factory=time.monotonic)
    taken: Taken = field(default_factory=Taken)

    def measure(self) -> Taken:
        """What it takes now; what it was expected to take until that can be measured."""
        resident = self.worker.memory_bytes()
        if resident and self.loading.done():
            self.taken = placed(self.facts, resident, self.worker.device_memory().used)
        return self.taken


class Lease:
    """The right to use a warm engine; give it back with `release`."""

    def __init__(self, resident: Resident) -> None:
        self._resident = resident
        resident.users += 1

    @property
    def worker(self) -> Worker:
        """The warm worker."""
        return self._resident.worker

    def release(self) -> None:
        """The engine may be evicted again."""
        self._resident.users -= 1
        if not self._resident.users:
            self._resident.idle.set()
        self._resident.last_used = time.monotonic()
        self._resident.measure()


def refuse_unusable(facts: EngineFacts) -> None:
    """Raise EngineUnavailable, with what to do, where weights or libraries are missing."""
    missing = {
        Readiness.TO_PULL: "its weights are not on this machine",
        Readiness.TO_INSTALL: "its libraries are not installed",
    }
    if facts.readiness in missing:
        why = missing[facts.readiness]
        raise EngineUnavailable(f"{facts.name} is not ready: {why}", field="engine", hint=facts.fix)


def has_other_weights(resident: Resident, facts: EngineFacts) -> bool:
    """Whether an engine was pulled anew since it was loaded."""
    loaded, now = resident.facts.checkpoint, facts.checkpoint
    return bool(loaded and now and loaded != now)
