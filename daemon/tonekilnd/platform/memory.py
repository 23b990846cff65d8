"""How much memory this machine has, and how much of it a process holds."""

from __future__ import annotations

import functools
import sys

import psutil


@functools.cache
def machine_bytes() -> int:
    """What this machine has: asked once, since asking opens a file."""
    return int(psutil.virtual_memory().total)


def resident_bytes(pid: int) -> int:
    """Resident bytes of a process, 0 when it has gone.

    In a virtual environment on Windows `python.exe` is a small program that starts the real
    Python as its child, so there the children count too.
    """
    try:
        process = psutil.Process(pid)
        held = int(process.memory_info().rss)
        if sys.platform == "win32":
            held += sum(_held(child) for child in process.children(recursive=True))
    except (psutil.Error, OSError):  # also where no descriptor is left to look with
        return 0
    return held


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
