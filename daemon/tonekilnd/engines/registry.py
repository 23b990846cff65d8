"""Which engines there are: families found through the entry points `tonekiln.engines`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points

from tonekiln.protocol.errors import UnknownEngine

from .base import Engine, EngineFacts, EngineFamily, EngineSettings

GROUP = "tonekiln.engines"

log = logging.getLogger(__name__)


class EngineRegistry:
    """All families that are installed. A family that fails to describe itself is left out."""

    def __init__(self, families: dict[str, EngineFamily]) -> None:
        self._families = families
        self.problems: tuple[str, ...] = ()

    @classmethod
    def installed(cls) -> EngineRegistry:
        """The families of the entry points."""
        families: dict[str, EngineFamily] = {}
        problems = []
        points: Sequence[EntryPoint] = sorted(entry_points(group=GROUP), key=lambda p: p.name)
        for point in points:
            try:
                families[point.name] = point.load()()
            except Exception as error:
                log.exception("engine family %s cannot be used", point.name)
                problems.append(f"engine family {point.name} cannot be used: {error}")
        registry = cls(families)
        registry.problems = tuple(problems)
        return registry

    def describe(self, settings: EngineSettings) -> tuple[EngineFacts, ...]:
        """Every engine of every family."""
        return tuple(
            facts for family in self._families.values() for facts in family.describe(settings)
        )

    def find(self, name: str, settings: EngineSettings) -> EngineFacts:
        """One engine's facts. Raises UnknownEngine, listing the near ones."""
        return self._family_of(name, settings)[1]

    def create(self, name: str, settings: EngineSettings) -> Engine:
        """The engine itself; for workers. Raises UnknownEngine."""
        return self._family_of(name, settings)[0].create(name, settings)

    def _family_of(self, name: str, settings: EngineSettings) -> tuple[EngineFamily, EngineFacts]:
        names = []
        for family in self._families.values():
            for facts in family.describe(settings):
                if facts.name == name:
                    return family, facts
                names.append(facts.name)
            unlisted = getattr(family, "find", None)
            facts_of_it = unlisted(name, settings) if unlisted else None
            if facts_of_it is not None:
                return family, facts_of_it
        raise UnknownEngine(
            f"there is no engine {name!r}",
            field="engine",
            bound="one of " + ", ".join(names),
            hint="`tonekiln list` shows every engine",
        )
