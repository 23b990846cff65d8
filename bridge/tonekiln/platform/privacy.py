"""Whether others on this machine may see a file or folder, and closing it to them.

Modes say it on Linux and macOS, access lists on Windows, where a mode says nothing.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

if sys.platform == "win32":
    from . import access_lists

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_to_others(path: Path) -> bool:
    """Whether others are let in than the owner. A link is asked for what it leads to.

    Raises:
        OSError: it cannot be told.
    """
    if sys.platform == "win32":
        return access_lists.lets_others_in(path)
    else:
        return bool(path.stat().st_mode & _OTHERS)


def close(path: Path) -> None:
    """Leave a file or folder to its owner; whose it is stays as it is.

    Raises:
        OSError: it cannot be done, as on drives that keep no such thing.
    """
    if sys.platform == "win32":
        access_lists.close(path)
    else:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)
