"""The environment in use, changed: a new one taken, the one before taken again, all removed."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path

import msgspec

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.in_the_way import way_for_file, way_for_folder
from tonekiln.platform import open_files
from tonekiln.protocol.errors import EngineUnavailable, NotFound, StorageFull
from tonekilnd.atomic import flush_to_disk, replace_file
from tonekilnd.environments import PREFIX, Current, current, folder_of_environments, pointer_of

from ..model_cards.rows import libraries

_CACHE = "cache"


def begin(home: Path) -> Path:
    """A folder for an environment that nobody uses yet; what was never finished goes.

    Raises:
        EngineUnavailable: the folder cannot be made.
    """
    folder = folder_of_environments(home)
    try:
        way_for_folder(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep(home)
        new = folder / f"{PREFIX}{secrets.token_hex(6)}"
        new.mkdir()
    except OSError as error:
        raise EngineUnavailable(
            f"{foreign.shown(folder)} cannot be used: {error.strerror}",
            hint="move away what is in its place",
        ) from error
    return new


def cache_of(home: Path) -> Path:
    """What was fetched for an environment: an installation that was cut off goes on from it."""
    return folder_of_environments(home) / _CACHE


def take(home: Path, new: Path, requirements: str) -> None:
    """Use an environment from now on; the one in use stays for going back, older ones go.

    Raises:
        StorageFull: the disk has no room for the pointer; all is as it was.
    """
    families = tuple(library.name.replace("_", "-") for library in libraries())
    before = current(home).folder
    _point(
        home,
        Current(folder=new.name, before=before, families=families, requirements=requirements),
    )
    shutil.rmtree(cache_of(home), ignore_errors=True)
    sweep(home)


def go_back(home: Path) -> None:
    """Use the environment before; the one in use stays in its turn.

    Raises:
        NotFound: there is none before.
    """
    now = current(home)
    if not now.before or not foreign.is_folder(folder_of_environments(home) / now.before):
        raise NotFound("there is no environment of libraries before the one in use")
    _point(
        home, msgspec.structs.replace(now, folder=now.before, before=now.folder, requirements="")
    )


def remove(home: Path) -> int:
    """Remove every environment; returns the bytes given back. Workers must have ended."""
    folder = folder_of_environments(home)
    open_files.unlink(pointer_of(home), missing_ok=True)
    freed = size_of(folder)
    for name in _names(folder):
        shutil.rmtree(folder / name, ignore_errors=True)
    return freed - size_of(folder)


def sweep(home: Path) -> None:
    """Remove environments that are neither in use nor kept for going back."""
    now = current(home)
    for name in _names(folder_of_environments(home)):
        if name.startswith(PREFIX) and name not in (now.folder, now.before):
            shutil.rmtree(folder_of_environments(home) / name, ignore_errors=True)


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; a file of several names counts once."""
    seen: set[tuple[int, int]] = set()
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                status = Path(root, name).lstat()
                if status.st_nlink > 1 and (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                total += status.st_size
    return total


def _point(home: Path, to: Current) -> None:
    pointer = pointer_of(home)
    way_for_file(pointer)
    try:
        replace_file(pointer, [msgspec.json.encode(to)])
        flush_to_disk(pointer)
    except StorageFull:
        raise
    except OSError as error:
        raise EngineUnavailable(
            f"{foreign.shown(pointer)} cannot be written: {error.strerror}",
            hint="move away what is in its place",
        ) from error


def _names(folder: Path) -> list[str]:
    try:
        return foreign.names_in(folder)
    except Unreadable:
        return []
