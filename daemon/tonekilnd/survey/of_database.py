"""How the database looks, and who keeps it from being written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tonekilnd.database import Looks

from .finding import REPAIR, Finding, Mended
from .rows import holders, is_held


def of_database(path: Path, looks: Looks, daemon: int | None) -> Iterator[Finding]:
    """The database's state, and earlier ones that were set aside.

    Args:
        path: of the database.
        looks: what was seen of it.
        daemon: the process that serves this home; None where none runs.
    """
    if looks.damaged:
        yield Finding("database", False, looks.detail, REPAIR, Mended.BY_A_START)
    elif looks.ok and is_held(path):
        others = ", ".join(holders(path, daemon)) or "a program that cannot be named"
        detail = f"{path} cannot be written: {others} holds it"
        yield Finding("database", False, detail, "close it (a backup, a database browser)")
    else:
        yield Finding("database", looks.ok, looks.detail, looks.fix)
    for name in looks.set_aside:
        detail = f"{name} was damaged and was set aside; what could be read of it is in the new one"
        yield Finding("database", True, detail, "remove it once nothing is missed")
