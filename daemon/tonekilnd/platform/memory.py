"""How much memory a child holds."""

from __future__ import annotations

import sys

import psutil


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
