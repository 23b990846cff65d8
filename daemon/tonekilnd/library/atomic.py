"""Files that appear whole or not at all, and never over another."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from tonekiln.protocol.errors import StorageFull

PART_SUFFIX = ".part"
"""Ending of a file that is still being written; what a crash leaves behind is swept by it."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EINVAL, errno.EXDEV}


def write_new_file(path: Path, pieces: Iterable[bytes | memoryview]) -> int:
    """Write a file that is complete from the moment it has its name.

    Written under another name in the same folder, flushed to the disk, then given its own.

    Returns:
        How many bytes it has.

    Raises:
        FileExistsError: there is such a file already; it is left as it is.
        StorageFull: the disk or the user's quota of it is full; nothing is left behind.
        OSError: the folder cannot be written to.
    """
    part = path.with_name(f".{secrets.token_hex(8)}{PART_SUFFIX}")
    try:
        with part.open("xb") as file:
            for piece in pieces:
                file.write(piece)
            size = file.tell()
            file.flush()
            os.fsync(file.fileno())
        _name(part, path)
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                f"the disk of {path.parent} is full", hint="free some space, then ask again"
            ) from error
        raise
    finally:
        part.unlink(missing_ok=True)
    _flush_folder(path.parent)
    return size


def _name(part: Path, path: Path) -> None:
    """Give a file its name, unless that is taken: a hard link does both in one step."""
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # FAT and some network folders have no links. What is left is not free of races, but
        # names are random enough that only the same clip could meet itself.
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        part.rename(path)


def _flush_folder(folder: Path) -> None:
    """Make the new name itself last, where folders can be flushed (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
