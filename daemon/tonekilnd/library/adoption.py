"""Files of clips that the index does not know: found at a start, read, and taken in."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from tonekiln import foreign
from tonekiln.protocol import Clip

from .provenance import provenance_of_file

log = logging.getLogger(__name__)

MOST_FILES = 1_000_000


@dataclass(frozen=True, slots=True)
class Stray:
    """What a file says of itself.

    Attributes:
        job: that made it; "" in files of version 0.1.
        plan: the Plan as JSON.
    """

    clip: Clip
    job: str
    plan: bytes


def strays_in(folder: Path, known: Set[str]) -> list[Path]:
    """Sweep half-written files; the WAV files that are not known, oldest first."""
    found = []
    for name in foreign.names_in(folder, MOST_FILES):
        path = f"{folder}{os.sep}{name}"
        if name.endswith(".part"):
            with contextlib.suppress(OSError):
                Path(path).unlink()
        if name.endswith(".wav") and path not in known:
            found.append(Path(path))
    return sorted(found, key=_written)


def _written(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def read_stray(path: Path) -> Stray | None:
    """What a file says of itself; None for somebody else's, whatever it is. May run on a thread."""
    try:
        foreign.check_file(path)
        return Stray(*provenance_of_file(path))
    except Exception as error:
        log.debug("%r is no clip of ours: %s", path.name, error)
        return None
