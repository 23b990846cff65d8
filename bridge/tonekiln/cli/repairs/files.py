"""Repairs of single files and folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tonekiln import foreign, in_the_way
from tonekiln.cli.answer import count
from tonekiln.platform import commands, open_files, privacy
from tonekiln.protocol.errors import InternalError

REPAIR = "tonekiln doctor --repair"


@dataclass(frozen=True, slots=True)
class CloseToOthers:
    """Take from others what they may do with these; links are let be."""

    paths: tuple[Path, ...]
    order: ClassVar[int] = 0

    @property
    def typed(self) -> str:
        """The same on the command line."""
        return commands.close_to_others(self.paths[0]) if len(self.paths) == 1 else REPAIR

    def __call__(self) -> str:
        """Close them."""
        for path in self.paths:
            privacy.close(path)
        return f"closed {count(len(self.paths), 'entry')} to others".replace("entrys", "entries")


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rename what must not be believed."""

    path: Path
    why: str
    order: ClassVar[int] = 0

    @property
    def typed(self) -> str:
        """The same on the command line."""
        return commands.rename(self.path, f"{self.path.name}.in-the-way-1")

    def __call__(self) -> str:
        """Rename it."""
        said = in_the_way.set_aside(self.path, self.why)
        if not said:
            raise InternalError(f"{foreign.shown(self.path)} cannot be renamed")
        return said


@dataclass(frozen=True, slots=True)
class RemoveHalfWritten:
    """Remove files that were never whole; whatever they should have become is made anew."""

    paths: tuple[Path, ...]
    order: ClassVar[int] = 0

    @property
    def typed(self) -> str:
        """The same on the command line."""
        return commands.remove(self.paths[0]) if len(self.paths) == 1 else REPAIR

    def __call__(self) -> str:
        """Remove them."""
        for path in self.paths:
            open_files.unlink(path, missing_ok=True)
        return f"removed {count(len(self.paths), 'half-written file')}"
