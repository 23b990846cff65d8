"""A job: what was asked, by whom, and how far it is. Lives on the event loop only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from tonekiln.protocol import Clip, JobState, Priority
from tonekilnd.domain import Plan

_ORDER = {Priority.LIVE: 0, Priority.NORMAL: 1, Priority.BACKGROUND: 2}


@dataclass(slots=True)
class Stopwatch:
    """Seconds spent in each part of a job's way."""

    started: float = field(default_factory=time.perf_counter)
    queue: float = 0.0
    plan: float = 0.0
    load: float = 0.0
    engine: float = 0.0
    fit: float = 0.0
    write: float = 0.0

    def total(self) -> float:
        """Seconds since the request came in."""
        return time.perf_counter() - self.started


@dataclass(slots=True, eq=False)
class Job:
    """One accepted request.

    Attributes:
        number: order of arrival.
        client: routing id that gets its events.
        remake: restores clips whose files are gone, in their old places.
        work: seconds of audio that its engine computes, as `planning.work` counts them.
        most_bytes: what its clips may take.
        previews: whether unfitted audio is wanted while it is made.
        batch_key: waiting jobs of one key are made together; None is made alone.
        stop: stops whatever is running for it; set by whoever runs it.
    """

    id: str
    number: int
    client: bytes
    plan: Plan
    priority: Priority
    work: float = 0.0
    most_bytes: int = 0
    batch_key: Hashable | None = None
    previews: bool = False
    remake: bool = False
    deadline: float | None = None
    state: JobState = JobState.QUEUED
    fraction: float = 0.0
    eta_ms: int | None = None
    cancelled: bool = False
    stop: Callable[[], None] | None = None
    clips: list[Clip] = field(default_factory=list)
    watch: Stopwatch = field(default_factory=Stopwatch)
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def rank(self) -> tuple[int, int]:
        """Lower goes first."""
        return _ORDER[self.priority], self.number

    @property
    def lane(self) -> str:
        """Jobs of one lane run one after the other: an engine's, or all that need none."""
        return self.plan.engine if self.plan.refit_of is None else "refit"
