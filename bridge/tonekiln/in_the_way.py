"""Making way in the home: what is in the place of a file or folder of ours is renamed, not lost."""

from __future__ import annotations

import itertools
import logging
import os
import stat
from pathlib import Path

from . import foreign
from .foreign import Unreadable
from .platform import open_files

log = logging.getLogger("tonekilnd.in_the_way")

_MARK = "in-the-way"
_NOW = "it is now called"
_renamed: list[str] = []


def way_for_file(path: Path) -> str:
    """Make sure that a file can be written at `path`.

    Returns:
        What was renamed, a sentence, or "". Nothing is raised: what cannot be renamed shows
        when the file is written.
    """
    try:
        status = foreign.status_of(path)
    except Unreadable as problem:
        if problem.absent or (problem.why == foreign.LEADS_NOWHERE and _could_be_made(path)):
            return ""
        return set_aside(path, problem.why)
    fits = stat.S_ISREG(status.st_mode) or stat.S_ISCHR(status.st_mode)  # as /dev/null
    return "" if fits else set_aside(path, foreign.kind_of(status))


def _could_be_made(link: Path) -> bool:
    """Whether writing makes the file that a link leads to."""
    return foreign.is_folder(Path(os.path.realpath(link)).parent)


def way_for_folder(path: Path, *, lost_links: bool = False) -> str:
    """Make sure that a folder can be made at `path`. See `way_for_file`.

    Args:
        path: of the folder.
        lost_links: rename also a link that leads nowhere. It may be a person's, to a drive that is
            not mounted now, so it is left alone where what lies behind it matters.
    """
    why = foreign.why_no_folder(path)
    if why in ("", foreign.NOT_THERE) or (why == foreign.LEADS_NOWHERE and not lost_links):
        return ""
    return set_aside(path, why)


def set_aside(path: Path, why: str) -> str:
    """Rename what is at `path`, and say so in this process's log. See `way_for_file`."""
    names = (path.with_name(f"{path.name}.{_MARK}-{n}") for n in itertools.count(1))
    free = next(name for name in names if not os.path.lexists(name))
    try:
        open_files.replace(path, free)
    except OSError:
        return ""
    said = f"{foreign.shown(path)} was in the way ({why}); {_NOW} {free.name}"
    log.warning("%s", said)
    _renamed.append(said)
    return said


def was_set_aside(path: Path) -> bool:
    """Whether this is what was renamed, which nobody here reads any more."""
    return f".{_MARK}-" in path.name


def tells_of_one(said: str) -> bool:
    """Whether a sentence is what `set_aside` says: it was in the way, and is no more."""
    return f".{_MARK}-" in said and _NOW in said


def renamed() -> tuple[str, ...]:
    """All that this process renamed, a sentence each."""
    return tuple(_renamed)
