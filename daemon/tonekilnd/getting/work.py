"""One engine on its way here, and everyone who asked for it. Lives on the event loop only."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from tonekiln.protocol import EngineJobRow, EngineJobState

from .child import Child
from .speed import Speed


class StoredGet(Struct, frozen=True, kw_only=True):
    """What the journal remembers of one who asked; reads as an `accepted` too.

    Attributes:
        engine: "" for the libraries alone.
        folder: of wheels and weights; "" for the network.
        paused: whether it is to stand still across restarts.
    """

    job: str
    place: int = 0
    engine: str = ""
    folder: str = ""
    paused: bool = False


@dataclass(slots=True, eq=False)
class Work:
    """What one engine lacks, being brought.

    Attributes:
        engine: its name; "" for the libraries alone.
        askers: the client of each job, by the job's id.
        child: what runs for it just now.
    """

    engine: str
    folder: str
    askers: dict[str, bytes]
    paused: bool = False
    cancelled: bool = False
    state: EngineJobState = EngineJobState.QUEUED
    done: int = 0
    of: int = 0
    file: str = ""
    waits_for: str = ""
    child: Child | None = None
    speed: Speed = field(default_factory=Speed)
    notes: list[str] = field(default_factory=list)

    @property
    def called(self) -> str:
        """What to call it in a sentence."""
        return self.engine or "the libraries"

    @property
    def stopping(self) -> bool:
        """Whether nothing more is to be begun for it."""
        return self.paused or self.cancelled

    def enter(self, state: EngineJobState) -> None:
        """Another step: its bytes are counted anew."""
        self.state = state
        self.done, self.of, self.file, self.waits_for = 0, 0, "", ""
        self.speed = Speed()

    def heard(self, said: Mapping[str, Any]) -> None:
        """Take in what the child said."""
        state = EngineJobState(said.get("state", self.state))
        if state is not self.state:
            self.enter(state)
        self.done, self.of = int(said.get("done", 0)), int(said.get("of", 0))
        self.file = str(said.get("file", ""))
        self.speed.saw(time.monotonic(), self.done)

    def look(self) -> None:
        """Time passes, whether something comes or not."""
        if self.done:
            self.speed.saw(time.monotonic(), self.done)

    def row(self, job: str = "") -> EngineJobRow:
        """How it stands, for one of its askers or under the first's id."""
        running = self.state in (
            EngineJobState.LIBRARIES,
            EngineJobState.WEIGHTS,
            EngineJobState.CHECKING,
        )
        return EngineJobRow(
            job=job or next(iter(self.askers), ""),
            engine=self.engine,
            state=self.state,
            done_bytes=self.done,
            of_bytes=self.of,
            bytes_per_second=self.speed.bytes_per_second if running else 0.0,
            eta_ms=self.speed.eta_ms(self.of) if running else None,
            file=self.file,
            waits_for=self.waits_for,
        )

    def stored(self, job: str) -> StoredGet:
        """What to remember of one who asked."""
        return StoredGet(job=job, engine=self.engine, folder=self.folder, paused=self.paused)
