"""Starting child processes: no window opens for one, and none hears a terminal's Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import IO, NoReturn

_NOT_ALLOWED = 5
"""ERROR_ACCESS_DENIED: also what a job object that lets nobody out answers with."""


def quiet() -> int:
    """`creationflags` of a child whose output is caught.

    A program without a console of its own, such as a daemon that a plugin started, would
    otherwise open a black window for each child that is a console program.
    """
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    else:
        return 0


def answer_of(
    command: Sequence[str], seconds: float | None = None
) -> subprocess.CompletedProcess[str]:
    """What a program says that is asked nothing more, once it has ended.

    Args:
        command: program and arguments.
        seconds: it may take at most; None for as long as it wants.

    Raises:
        OSError: it cannot be started.
        subprocess.TimeoutExpired: it took longer.
    """
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        check=False,
        creationflags=quiet(),
    )


def apart() -> int:
    """`creationflags` of a child that a terminal's Ctrl-C is not for.

    Elsewhere than on Windows `start_new_session=True` says it, which Windows takes no notice of.
    """
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        return 0


def start_on_its_own(command: Sequence[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a process that outlives this one, and whatever this one belongs to.

    On Windows a terminal or a DAW may hold its children in a job object that ends them with it.
    Where the job lets nobody out, the child stays in it: better than none.

    Args:
        command: program and arguments.
        log: takes what it says.

    Raises:
        OSError: it cannot be started.
    """
    if sys.platform == "win32":
        try:
            return _started(command, log, apart() | subprocess.CREATE_BREAKAWAY_FROM_JOB)
        except OSError as error:
            if error.winerror != _NOT_ALLOWED:
                raise
    return _started(command, log, apart())


def _started(command: Sequence[str], log: IO[bytes], flags: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        creationflags=flags,
    )


def become(command: list[str]) -> NoReturn:
    """Go on as another program, on the same terminal; its exit status is ours.

    Windows cannot replace a process. Ctrl-C reaches parent and child there, and is the child's
    to answer: the parent waits for it.
    """
    if sys.platform == "win32":
        import signal  # noqa: PLC0415 - wanted here only

        for number in (signal.SIGINT, signal.SIGBREAK):
            signal.signal(number, signal.SIG_IGN)
        sys.exit(subprocess.call(command))
    else:
        os.execv(command[0], command)  # noqa: S606 - our own interpreter, no shell
