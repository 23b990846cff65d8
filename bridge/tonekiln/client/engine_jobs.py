"""A job that gets an engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tonekiln.protocol import EngineJob, EngineProgress, EngineReady, Failure, Received

from .job_record import JobRecord

EngineJobNews: TypeAlias = EngineProgress | EngineReady
EngineJobEvent: TypeAlias = EngineJobNews | Failure


@dataclass(slots=True)
class EngineJobRecord(JobRecord[EngineJob, EngineJobNews, EngineReady]):
    """Everything known of one job that gets an engine."""

    _ready: EngineReady | None = None

    @property
    def result(self) -> EngineReady | None:
        """That the engine is here."""
        return self._ready

    def _fold(self, received: Received) -> None:
        match received.message:
            case EngineJob() as accepted:
                self.accepted = accepted
            case EngineProgress() as progress:
                self.events.append(progress)
            case EngineReady() as ready:
                self._ready = ready
                self.events.append(ready)
