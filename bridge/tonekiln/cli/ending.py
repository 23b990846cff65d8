"""Waiting for a daemon to end."""

from __future__ import annotations

import time

import psutil

from tonekiln.platform import commands
from tonekiln.protocol.errors import DaemonUnreachable

_END_SECONDS = 60.0
"""A daemon that stops lets its workers end and its last clip be written."""

_LOOK_SECONDS = 0.02


def wait_for_end(pid: int) -> None:
    """Wait until a process has gone. Raises DaemonUnreachable where it does not go."""
    deadline = time.monotonic() + _END_SECONDS
    while _runs(pid):
        if time.monotonic() > deadline:
            raise DaemonUnreachable(
                f"daemon {pid} has not ended within {_END_SECONDS:g} s",
                hint=commands.end_process(pid),
            )
        time.sleep(_LOOK_SECONDS)


def _runs(pid: int) -> bool:
    """Whether a process runs; one that only waits for its parent to notice has ended."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
