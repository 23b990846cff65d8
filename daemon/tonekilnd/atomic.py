"""Files that appear whole or not at all, and never over another."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from tonekiln.platform import open_files
from tonekiln.protocol.errors import StorageFull

from .platform.flushing import flush_file, flush_folder
from .privacy import open_as_its_folder

PART_SUFFIX = ".part"
"""Ending of a file that is still being written; what a crash leaves behind is swept by it."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EINVAL, errno.EXDEV}


def write_new_file(path: Path, pieces: Iterable[bytes | memoryview]) -> int:
    """Write a file that is complete from the moment it has its name.

    Written under another name in the same folder, then given its own: a process that is killed
    leaves no part of it under that name. `flush_to_disk` makes it outlast a power cut.

    Returns:
        How many bytes it has.

    Raises:
        FileExistsError: there is such a file already; it is left as it is.
        StorageFull: the disk or the user's quota of it is full; nothing is left behind.
        OSError: the folder cannot be written to.
    """
    part = write_part(path.parent, pieces)
    try:
        size = part.stat().st_size
        _name(part, path)
    finally:
        open_files.discard(part)
    return size


def write_part(folder: Path, pieces: Iterable[bytes | memoryview]) -> Path:
    """Write a file that has no name of its own yet; whoever asked for it names or removes it.

    Others may read it only where they may read the folder.

    Raises:
        StorageFull: the disk or the user's quota of it is full; nothing is left behind.
        OSError: the folder cannot be written to.
        What `pieces` raises; nothing is left behind either.
    """
    part = folder / f".{secrets.token_hex(8)}{PART_SUFFIX}"
    try:
        with open(part, "xb", opener=private_opener) as file:
            for piece in pieces:
                file.write(piece)
        open_as_its_folder(part)
    except BaseException as error:
        open_files.discard(part)
        if isinstance(error, OSError):
            raise_if_full(error, folder)
        raise
    return part


def replace_file(path: Path, pieces: Iterable[bytes | memoryview]) -> None:
    """Write a file anew in one step: whoever reads it sees the earlier or the new, whole.

    Raises:
        StorageFull, OSError: as `write_part`; the earlier file is left as it is.
    """
    open_files.replace(write_part(path.parent, pieces), path)


def private_opener(path: str, flags: int) -> int:
    """For `open`: what it makes is the user's alone. A pipe is refused, not waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)


def raise_if_full(error: OSError, folder: Path) -> None:
    """Raises StorageFull where that is what an error of the system's means."""
    if error.errno in _FULL:
        raise StorageFull(
            f"the disk of {folder} is full", hint="free some space, then ask again"
        ) from error


def flush_to_disk(path: Path) -> None:
    """Make a written file and its name outlast a power cut; a file that is gone is let be."""
    try:
        flush_file(path)
        flush_folder(path.parent)
    except FileNotFoundError:
        return


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
        open_files.replace(part, path)
