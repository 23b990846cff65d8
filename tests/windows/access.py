"""Who may open a file of Wine's, which keeps an access list as the mode of the file below it."""

from __future__ import annotations

from pathlib import Path

_OTHERS = 0o007


def open_to_others(path: Path) -> bool:
    """Whether others may; the administrators, who are always let in, are the file's group."""
    return bool(path.stat().st_mode & _OTHERS)
