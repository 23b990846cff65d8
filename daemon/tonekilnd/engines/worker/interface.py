"""What stands behind a warm engine, wherever it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tonekilnd.domain import Audio, Take, TakeSpec

from .messages import DeviceMemory


@dataclass(frozen=True, slots=True)
class BatchEvents:
    """What the scheduler wants to hear while a batch is made; called on the event loop."""

    step: Callable[[int, int], None]
    preview: Callable[[int, int, Audio, int], None] | None = None


class Worker(Protocol):
    """What stands behind a warm engine, wherever it runs."""

    @property
    def pid(self) -> int:
        """Process id, or 0 where there is none here."""

    @property
    def alive(self) -> bool:
        """Whether it can still be given work."""

    async def load(self, progress: Callable[[float, str], None]) -> None:
        """Make the engine warm. Raises the typed error of what failed."""

    async def generate(self, specs: Sequence[TakeSpec], events: BatchEvents) -> list[Take]:
        """One take per spec. Raises typed errors, `Cancelled` after `cancel`."""

    def cancel(self) -> None:
        """Stop the running batch, by force if it does not stop within its grace."""

    async def stop(self) -> None:
        """End it; its memory is the system's again when this returns."""

    def memory_bytes(self) -> int:
        """What it takes now of the machine's memory."""

    def device_memory(self) -> DeviceMemory:
        """What it takes of a GPU's, as of its last batch."""
