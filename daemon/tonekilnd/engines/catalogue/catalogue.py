"""What the daemon knows of its engines, described once and again when something may change."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tonekiln.protocol import EngineRow
from tonekiln.protocol.fields import Readiness
from tonekilnd.background import in_background

from ..contract import EngineFacts, EngineSettings
from .registry import EngineRegistry


class EngineCatalogue:
    """Engines by name. Lives on the event loop; describing looks at the disk, so it is kept.

    What `pull`, `rm` and `tune` write is noticed; anything else when someone asks for the list.
    """

    def __init__(self, registry: EngineRegistry, settings: EngineSettings) -> None:
        self._registry = registry
        self._settings = settings
        self._facts: dict[str, EngineFacts] = {}
        self._problems: tuple[str, ...] = ()
        self._listed: tuple[str, ...] = ()
        """The names of all engines, as long as nothing has changed since they were listed."""
        self._stamp: tuple[int, ...] = ()
        self._reading = asyncio.Lock()

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be used or read when they were last looked at, a sentence each."""
        return self._problems

    def refresh(self) -> tuple[EngineFacts, ...]:
        """Look again which engines there are and how ready each is."""
        self._stamp = self._stamp_now()
        found = self._registry.describe(self._settings)
        self._facts = {facts.name: facts for facts in found.engines}
        self._listed = tuple(self._facts)
        self._problems = found.problems
        return found.engines

    def known(self) -> tuple[EngineFacts, ...]:
        """Every engine, as it was when last looked at."""
        return tuple(self._facts.values()) or self.refresh()

    def find(self, name: str) -> EngineFacts:
        """One engine's facts; one that was not usable is looked at again. Raises UnknownEngine."""
        self._forget_what_changed()
        facts = self._facts.get(name)
        if facts is None or facts.readiness is not Readiness.ON_DISK:
            facts = self._registry.find(name, self._settings)
            self._facts[name] = facts
        return facts

    def must_read(self, name: str) -> bool:
        """Whether a name is of a folder never used before: finding it reads all of its files."""
        if not is_folder(name):
            return False
        self._forget_what_changed()
        if name not in self._facts:
            self.refresh()
        return name not in self._facts

    def must_look(self, name: str) -> bool:
        """Whether all families have to be asked for a name: none said it had such an engine."""
        self._forget_what_changed()
        return name not in self._facts

    async def read(self, name: str) -> EngineFacts:
        """Find one engine. On a thread a new name is looked for, and a new folder read.

        Raises:
            UnknownEngine: there is none.
            EngineUnavailable: the folder holds no checkpoint, or what it names is missing.
        """
        if self.must_look(name):
            async with self._reading:
                if self.must_look(name):
                    self._facts[name] = await in_background(
                        lambda: self._registry.find(name, self._settings, self._listed),
                        "looking for an engine",
                    )
        return self.find(name)

    def _forget_what_changed(self) -> None:
        now = self._stamp_now()
        if now != self._stamp:
            self._facts, self._listed, self._stamp = {}, (), now

    def _stamp_now(self) -> tuple[int, ...]:
        return tuple(_changed_ns(self._settings.home / name) for name in _WRITTEN_BY_COMMANDS)


_WRITTEN_BY_COMMANDS = ("checkpoints", "tuned", "environments")


def _changed_ns(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def is_folder(name: str) -> bool:
    """Whether an engine's name is that of weights in a folder of one's own, `NAME:/path`."""
    return ":" in name


def engine_row(
    facts: EngineFacts,
    *,
    readiness: Readiness | None = None,
    pinned: bool = False,
    running: int = 0,
    measured_bytes: int = 0,
    job: str = "",
    fits_memory: bool = True,
    pace: float | None = None,
) -> EngineRow:
    """An engine as clients see it; by itself as it is before anything runs."""
    return EngineRow(
        name=facts.name,
        title=facts.title,
        kind=facts.kind,
        readiness=readiness or facts.readiness,
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
        libraries_bytes=facts.libraries_bytes,
        disk_bytes=facts.disk_bytes,
        gated=facts.gated,
        page=facts.page,
        job=job,
        fits_memory=fits_memory,
        pace=pace,
    )
