"""The folder that clips are in: made, there, changed."""

from __future__ import annotations

from pathlib import Path

from tonekiln import foreign
from tonekiln.protocol.errors import NotFound


def make(folder: Path) -> None:
    """Make it where it is missing. Raises NotFound."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(folder, foreign.why_no_folder(folder) or str(error.strerror)) from error


def check(folder: Path) -> None:
    """Raises NotFound where it is not there any more."""
    why = foreign.why_no_folder(folder)
    if why:
        raise unusable(folder, why)


def unusable(folder: Path, why: str) -> NotFound:
    """What is said then."""
    return NotFound(
        f"the library {foreign.shown(folder)} cannot be used ({why})",
        field="library",
        hint="is its drive mounted? The setting `library` names another folder",
    )


def changed_ns(folder: Path) -> int:
    """When a file came or went last; 0 where nobody knows."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
