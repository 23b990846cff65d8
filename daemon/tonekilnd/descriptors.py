"""How many files and connections this process may have open."""

from __future__ import annotations

import contextlib
import errno
import functools
import logging
import sys
from collections.abc import Callable
from typing import TypeVar

import psutil

ResultT = TypeVar("ResultT")

log = logging.getLogger(__name__)

WANTED = 65_536
"""A stranger who only connects takes one each until the handshake's time is over."""


def raise_limit(wanted: int = WANTED) -> int:
    """Raise the soft limit as far as the system lets us; returns what it is, 0 where unknown."""
    if sys.platform == "win32":  # it has no such limit
        return 0
    else:
        import resource  # noqa: PLC0415 - not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            # macOS names a hard limit that it does not grant.
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = limit()
        log.info("%d files and connections may be open", soft)
        return soft


def limit() -> int:
    """How many may be open now, 0 where unknown or without end."""
    if sys.platform == "win32":
        return 0
    else:
        import resource  # noqa: PLC0415 - not on Windows

        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return 0 if soft == resource.RLIM_INFINITY else soft


_reserves: list[Callable[[], None]] = []


def hold_in_reserve(let_go: Callable[[], None]) -> None:
    """Somebody holds some back; `let_go` closes them. Event loop only."""
    _reserves.append(let_go)


def forget_reserve(let_go: Callable[[], None]) -> None:
    """They are held back no longer."""
    _reserves.remove(let_go)


def with_reserve(call: Callable[[], ResultT]) -> ResultT:
    """Do what opens files; where none may be opened any more, with those held in reserve.

    Event loop only. Raises what `call` does.
    """
    try:
        return call()
    except OSError as error:
        if error.errno not in (errno.EMFILE, errno.ENFILE) or not _reserves:
            raise
    for let_go in _reserves:
        let_go()
    return call()


def in_use(most: int) -> int:
    """How many are open; `most` where not even one is left to look with."""
    if sys.platform == "win32":
        return 0
    else:
        try:
            return int(_this_process().num_fds())
        except (OSError, psutil.Error):
            return most


@functools.cache
def _this_process() -> psutil.Process:
    return psutil.Process()
