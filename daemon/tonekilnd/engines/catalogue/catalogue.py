"""What the daemon knows of its engines, described once and again when something may change."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tonekiln.protocol import EngineRow, LoraRow
from tonekiln.protocol.fields import Readiness
from tonekilnd.background import in_background

from ..contract import EngineFacts, EngineSettings
from .registry import Description, EngineRegistry


class EngineCatalogue:
    """Engines by name. Lives on the event loop; looking at disks is left to threads.

    A disk may be slow, and an environment is asked by starting its Python. What was seen is kept:
    what `pull`, `rm`, `tune` and `lora` write is noticed; anything else when the list is asked for.
    """

    def __init__(self, registry: EngineRegistry, settings: EngineSettings) -> None:
        self._registry = registry
        self._settings = settings
        self._facts: dict[str, EngineFacts] = {}
        self._known: tuple[EngineFacts, ...] = ()
        self._problems: tuple[str, ...] = ()
        self._listed: tuple[str, ...] = ()
        """The names of all engines, as long as nothing has changed since they were listed."""
        self._stamp: tuple[int, ...] = ()
        self._begun, self._seen = 0, 0
        """Looks at all engines: how many have begun, and the latest that came to its end."""
        self._looking = asyncio.Lock()

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be used or read when they were last looked at, a sentence each."""
        return self._problems

    def look(self) -> tuple[EngineFacts, ...]:
        """Look which engines there are and how ready each is, while all wait: at a start."""
        return self._keep(self._stamp_now(), self._registry.describe(self._settings))

    async def refresh(self) -> tuple[EngineFacts, ...]:
        """The same on a thread; those who ask meanwhile share the next look."""
        begun = self._begun
        async with self._looking:
            if self._seen <= begun:  # none has begun since then and come to its end
                self._begun += 1
                stamp = self._stamp_now()
                found = await in_background(
                    lambda: self._registry.describe(self._settings), "looking at engines"
                )
                self._keep(stamp, found)
                self._seen = self._begun
            return self._known

    def _keep(self, stamp: tuple[int, ...], found: Description) -> tuple[EngineFacts, ...]:
        self._stamp = stamp
        self._known = found.engines
        self._facts = {facts.name: facts for facts in found.engines}
        self._listed = tuple(self._facts)
        self._problems = found.problems
        return found.engines

    def known(self) -> tuple[EngineFacts, ...]:
        """Every engine, as it was when last looked at."""
        return self._known

    def find(self, name: str) -> EngineFacts:
        """One engine's facts, as `read` left them; else it is looked for. Raises UnknownEngine."""
        self._forget_what_changed()
        facts = self._facts.get(name)
        if facts is None:
            facts = self._facts[name] = self._registry.find(name, self._settings)
        return facts

    def must_read(self, name: str) -> bool:
        """Whether a name is of a folder never used before: finding it reads all of its files."""
        return is_folder(name) and all(facts.name != name for facts in self._known)

    def must_look(self, name: str) -> bool:
        """Whether `read` would look at a disk: for what is not known, or was not usable."""
        self._forget_what_changed()
        facts = self._facts.get(name)
        return facts is None or facts.readiness is not Readiness.ON_DISK

    async def read(self, name: str) -> EngineFacts:
        """Find one engine; what has to be looked for is looked for on a thread.

        Raises:
            UnknownEngine: there is none.
            EngineUnavailable: the folder holds no checkpoint, or what it names is missing.
        """
        if not self.must_look(name):
            return self._facts[name]
        async with self._looking:
            facts = await in_background(
                lambda: self._registry.find(name, self._settings, self._listed),
                "looking for an engine",
            )
            self._facts[name] = facts
        return facts

    def _forget_what_changed(self) -> None:
        now = self._stamp_now()
        if now != self._stamp:
            self._facts, self._listed, self._stamp = {}, (), now

    def _stamp_now(self) -> tuple[int, ...]:
        return tuple(_changed_ns(self._settings.home / name) for name in _WRITTEN_BY_COMMANDS)


_WRITTEN_BY_COMMANDS = ("checkpoints", "tuned", "environments", "loras")


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
        loras=tuple(
            LoraRow(name=lora.name, licence=lora.licence, non_commercial=lora.non_commercial)
            for lora in facts.loras
            if not lora.unfit
        ),
    )
