"""Process priorities: the DAW's audio comes first."""

from __future__ import annotations

import sys

import psutil


def step_back(nice: int) -> None:
    """Lower this process's priority; it is never raised.

    Args:
        nice: 0 (as it was) to 19 (last of all). Windows knows classes only: anything above 0 is
            the one below normal.
    """
    process = psutil.Process()
    if sys.platform == "win32":
        if nice > 0:
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        process.nice(max(nice, int(process.nice() or 0)))
