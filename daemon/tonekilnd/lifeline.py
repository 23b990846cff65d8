"""A child process of the daemon that reads one line of it, and ends when the daemon lets go.

The line is for what no command line, environment or file may hold. The pipe stays open for as
long as the daemon wants the child: it closes at a pause, at a cancel, and by itself where the
daemon was killed.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

ENDED = 3
"""The exit status of a child that was let go of."""


def hold(let_go: Callable[[], object] = lambda: None) -> str:
    """Read the line, and end this process once standard input does.

    Args:
        let_go: called right before the end, from another thread.

    Returns:
        The line without its end; "" where there is none.
    """
    line = sys.stdin.readline().rstrip("\r\n")
    threading.Thread(target=_watch, args=(let_go,), name="lifeline", daemon=True).start()
    return line


def _watch(let_go: Callable[[], object]) -> None:
    while sys.stdin.readline():
        pass
    try:
        let_go()
    finally:
        os._exit(ENDED)
