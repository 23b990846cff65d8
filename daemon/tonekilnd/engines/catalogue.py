"""What the daemon knows of its engines, described once and again when something may change."""

from __future__ import annotations

from tonekiln.protocol import EngineRow
from tonekiln.protocol.fields import Readiness

from .base import EngineFacts, EngineSettings
from .registry import EngineRegistry


class EngineCatalogue:
    """Engines by name. Describing looks at the disk, so it is done on request only."""

    def __init__(self, registry: EngineRegistry, settings: EngineSettings) -> None:
        self._registry = registry
        self._settings = settings
        self._facts: dict[str, EngineFacts] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """Families that cannot be used, in words."""
        return self._registry.problems

    def refresh(self) -> tuple[EngineFacts, ...]:
        """Look again which engines there are and how ready each is."""
        found = self._registry.describe(self._settings)
        self._facts = {facts.name: facts for facts in found}
        return found

    def find(self, name: str) -> EngineFacts:
        """One engine's facts; one that was not usable is looked at again. Raises UnknownEngine."""
        facts = self._facts.get(name)
        if facts is None or facts.readiness is not Readiness.ON_DISK:
            facts = self._registry.find(name, self._settings)
            self._facts[name] = facts
        return facts


def engine_row(
    facts: EngineFacts,
    *,
    readiness: Readiness,
    pinned: bool,
    running: int,
    measured_bytes: int,
) -> EngineRow:
    """An engine as clients see it."""
    return EngineRow(
        name=facts.name,
        title=facts.title,
        kind=facts.kind,
        readiness=readiness,
        sample_rate=facts.sample_rate,
        channels=facts.channels,
        longest_seconds=facts.longest_seconds,
        windows=facts.windows,
        abilities=tuple(sorted(facts.abilities)),
        licence=facts.licence,
        licence_url=facts.licence_url,
        non_commercial=facts.non_commercial,
        memory_bytes=measured_bytes or facts.memory_bytes,
        download_bytes=facts.download_bytes,
        pinned=pinned,
        jobs_running=running,
        device=facts.device,
        precision=facts.precision,
        fix=facts.fix,
    )
