"""How much of the machine a process may take."""

from __future__ import annotations

import sys


def most_open_files() -> int | None:
    """How many files and connections a process of this user may raise its limit to.

    None where there is no bound, or none that can be asked for (Windows).
    """
    if sys.platform == "win32":
        return None
    else:
        import resource  # noqa: PLC0415 - not on Windows

        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        return None if hard == resource.RLIM_INFINITY else hard
