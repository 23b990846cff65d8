"""Which engines there are: families found through the entry points `tonekiln.engines`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points

from msgspec.structs import replace

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
            facts
            for point, family in self._families.items()
            for facts in _described(point, family, settings)
        )

    def find(self, name: str, settings: EngineSettings) -> EngineFacts:
        """One engine's facts. Raises UnknownEngine, listing the near ones."""
        return self._family_of(name, settings)[1]

    def create(self, name: str, settings: EngineSettings) -> Engine:
        """The engine itself; for workers. Raises UnknownEngine."""
        return self._family_of(name, settings)[0].create(name, settings)

    def _family_of(self, name: str, settings: EngineSettings) -> tuple[EngineFamily, EngineFacts]:
        names = []
        for point, family in self._families.items():
            for facts in _described(point, family, settings):
                if facts.name == name:
                    return family, facts
                names.append(facts.name)
            unlisted = getattr(family, "find", None)
            found = unlisted(name, settings.of_family(point)) if unlisted else None
            if found is not None:
                return family, _under_its_python(found, settings.of_family(point))
        raise UnknownEngine(
            f"there is no engine {name!r}",
            field="engine",
            bound="one of " + ", ".join(names),
            hint="`tonekiln list` shows every engine",
        )


def _described(
    point: str, family: EngineFamily, settings: EngineSettings
) -> tuple[EngineFacts, ...]:
    own = settings.of_family(point)
    return tuple(_under_its_python(facts, own) for facts in family.describe(own))


def _under_its_python(facts: EngineFacts, own: EngineSettings) -> EngineFacts:
    return replace(facts, interpreter=own.interpreter or facts.interpreter)
