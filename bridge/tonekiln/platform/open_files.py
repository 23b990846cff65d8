"""Replacing and removing files that another program may hold open.

Linux and macOS do either at once. Windows refuses as long as anybody has the file open who did
not agree to it: a DAW that plays a clip, a client that reads the connection file, a virus scanner
that looks at what has just been written. Most of them let go within milliseconds, so it is tried
again for about a second.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PATIENCE_SECONDS = 1.0
_PAUSE_SECONDS = 0.02
_HELD = {5, 32, 33}
"""Windows' ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION."""


class HeldOpen(PermissionError):  # noqa: N818 - a state, which a caller may wait out
    """A file could not be replaced or removed, most likely since another program has it open."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            errno.EACCES,
            "it is held open by another program (a DAW or a player with this clip, a virus "
            "scanner, a backup), or it is write-protected; close it there, then try again",
            str(path),
        )


def replace(part: Path, target: Path) -> None:
    """Give a file the name of another, which is gone then. As `Path.replace`, with patience.

    Raises:
        HeldOpen: the target is still in use; both files are as they were.
        OSError: anything else.
    """
    _patiently(lambda: part.replace(target), target)


def unlink(path: Path, *, missing_ok: bool = False) -> None:
    """Remove a file. As `Path.unlink`, with patience.

    Raises:
        HeldOpen: it is still in use.
        FileNotFoundError: there is none, unless `missing_ok`.
        OSError: anything else.
    """
    _patiently(lambda: path.unlink(missing_ok=missing_ok), path)


def discard(draft: Path) -> None:
    """Remove a file that nobody will ask for, if it is there; one that is in use stays.

    Raises:
        OSError: anything else.
    """
    with suppress(HeldOpen):
        unlink(draft, missing_ok=True)


def _patiently(act: Callable[[], object], path: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            act()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            if time.monotonic() > until:
                raise HeldOpen(path) from error
            time.sleep(_PAUSE_SECONDS)
        else:
            return
