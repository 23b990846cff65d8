"""Which engines there are: families found through the entry points `tonekiln.engines`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

from msgspec.structs import replace

from tonekiln.protocol.errors import TonekilnError, UnknownEngine

from ..contract import Engine, EngineFacts, EngineFamily, EngineSettings
from ..libraries.needs import one_look
from .earlier_names import find_under_earlier_names

T = TypeVar("T")

Find = Callable[[str, EngineSettings], EngineFacts | None]

GROUP = "tonekiln.engines"

MOST_PROBLEMS = 100

_NAMED = 3
"""Engines named before a problem that they share."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Description:
    """Every engine that could be described, and what stood in the way, a sentence each."""

    engines: tuple[EngineFacts, ...]
    problems: tuple[str, ...]


class EngineRegistry:
    """All families that are installed. What fails to describe itself is left out, and named."""

    def __init__(self, families: dict[str, EngineFamily], unusable: tuple[str, ...] = ()) -> None:
        """`unusable`: a sentence for each family that could not be had."""
        self._families = families
        self._unusable = unusable

    @classmethod
    def installed(cls) -> EngineRegistry:
        """The families of the entry points."""
        find_under_earlier_names()
        families: dict[str, EngineFamily] = {}
        unusable = []
        points: Sequence[EntryPoint] = sorted(entry_points(group=GROUP), key=lambda p: p.name)
        for point in points:
            try:
                families[point.name] = point.load()()
            except Exception as error:
                log.exception("engine family %s cannot be used", point.name)
                unusable.append(f"engine family {point.name} cannot be used: {_said(error)}")
        return cls(families, tuple(unusable))

    def describe(self, settings: EngineSettings) -> Description:
        """Every engine of every family. Raises nothing, whatever lies in the folders they read."""
        asking = _Asking()
        with one_look():
            engines = tuple(
                facts
                for point, family in self._families.items()
                for facts in _described(point, family, settings, asking)
            )
        problems = (*self._unusable, *_by_problem(engines), *asking.problems)
        return Description(engines, _bounded(list(dict.fromkeys(problems))))

    def find(self, name: str, settings: EngineSettings, known: Sequence[str] = ()) -> EngineFacts:
        """One engine's facts.

        Args:
            name: an engine's.
            settings: of this machine.
            known: the names of all engines where they were just listed, to be named in an error.

        Raises:
            UnknownEngine: there is none; lists those there are.
            TonekilnError: what its family says against it.
        """
        for point, family in self._families.items():
            own = settings.of_family(point)
            if not hasattr(family, "names"):
                for facts in _described(point, family, settings, _Asking()):
                    if facts.name == name:
                        return facts
            found = _found_by(family, name, own)
            if found is not None:
                return _under_its_python(found, own)
        names = known or [facts.name for facts in self.describe(settings).engines]
        raise _unknown(name, "one of " + ", ".join(names))

    def create(self, name: str, settings: EngineSettings) -> Engine:
        """The engine itself; for workers. Looks at no other engine. Raises UnknownEngine."""
        for point, family in self._families.items():
            try:
                return family.create(name, settings.of_family(point))
            except UnknownEngine:
                continue
        raise _unknown(name)


def _found_by(family: EngineFamily, name: str, own: EngineSettings) -> EngineFacts | None:
    """What a family's `find` says; one that fails at it answers for none."""
    look: Find | None = getattr(family, "find", None)
    if look is None:
        return None
    try:
        found = look(name, own)
    except TonekilnError:
        raise
    except Exception:
        log.exception("looking for %s failed", name)
        return None
    return found


class _Asking:
    """Asks families, whose failures are noted in words."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def ask(self, whom: str, question: Callable[[], T], otherwise: T) -> T:
        try:
            return question()
        except TonekilnError as error:
            self.problems.append(f"{whom}: {error}")
        except Exception as error:
            log.exception("%s cannot be described", whom)
            self.problems.append(f"{whom} cannot be described: {_said(error)}")
        return otherwise


def _described(
    point: str, family: EngineFamily, settings: EngineSettings, asking: _Asking
) -> list[EngineFacts]:
    own = settings.of_family(point)
    named = f"engine family {point}"
    names: Callable[[EngineSettings], Sequence[str]] | None = getattr(family, "names", None)
    found: list[EngineFacts] = []
    if names is None:
        asking.ask(named, lambda: found.extend(family.describe(own)), None)
    else:
        look: Find = getattr(family, "find")  # noqa: B009 - it comes with `names`
        listed: Sequence[str] = ()
        for name in asking.ask(named, partial(names, own), listed):
            facts = asking.ask(name, partial(look, name, own), None)
            found += [facts] if facts is not None else []
    if (problems := getattr(family, "problems", None)) is not None:
        asking.problems += asking.ask(named, lambda: list(problems(own)), [])
    return [_under_its_python(facts, own) for facts in found]


def _under_its_python(facts: EngineFacts, own: EngineSettings) -> EngineFacts:
    return replace(facts, interpreter=own.interpreter or facts.interpreter)


def _by_problem(engines: Iterable[EngineFacts]) -> list[str]:
    """Each problem once, with the engines that have it."""
    having: dict[str, list[str]] = {}
    for facts in engines:
        for problem in facts.problems:
            having.setdefault(problem, []).append(facts.name)
    return [f"{_few(names)}: {problem}" for problem, names in having.items()]


def _bounded(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - MOST_PROBLEMS
    told = tuple(problems[:MOST_PROBLEMS])
    return (
        (*told, f"and {more} problems more, as `tonekiln doctor` shows once these are mended")
        if more > 0
        else told
    )


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":")


def _unknown(name: str, bound: str = "") -> UnknownEngine:
    return UnknownEngine(
        f"there is no engine {name!r}",
        field="engine",
        bound=bound,
        hint="`tonekiln list` shows every engine",
    )
