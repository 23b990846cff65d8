"""Starting a daemon when none runs."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tonekiln import foreign
from tonekiln.home import HOME_VARIABLE, Home
from tonekiln.in_the_way import way_for_file, way_for_folder
from tonekiln.ownership import WAY_OUT, belongs_to_another, is_foreign
from tonekiln.platform.children import start_on_its_own
from tonekiln.protocol.errors import DaemonUnreachable

from .blocking import Client
from .connection import is_unserved, read_connection

IDLE_SECONDS = 1800.0
"""A daemon nobody started by hand ends itself after so long without clients."""

_DEADLINE_SECONDS = 30.0
_ALREADY_RUNNING = 3
"""Exit status of a daemon that found another serving its home."""

_LEAST_FREE_BYTES = 4 << 20
"""For the database, keys and logs of a home; a clip needs more, and says how much."""

_LOOK_SECONDS = 0.01
_LAST_LINES = 20


def open_client(home: Home | None = None, *, on_start: Callable[[], None] = lambda: None) -> Client:
    """A client of the home's daemon, which is started when none runs.

    Args:
        home: whose daemon; by default that of `TONEKILN_HOME`.
        on_start: called before a daemon is started, to say so.

    Raises:
        DaemonUnreachable: one could not be started, or does not answer.
    """
    home = home or Home.find()
    if not _is_there(home):
        on_start()
        start_daemon(home)
        return Client(home)
    try:
        return Client(home)
    except DaemonUnreachable:
        if not is_unserved(home.connection_file):
            raise
    on_start()  # what answers there is another's
    start_daemon(home)
    return Client(home)


def daemon_command(home: Home) -> list[str]:
    """The command that serves a home until nobody has needed it for a while."""
    idle = ["--exit-when-idle", f"{IDLE_SECONDS:g}"]
    return [sys.executable, "-m", "tonekilnd", "serve", "--home", str(home.root), *idle]


def start_daemon(home: Home, command: Sequence[str] = ()) -> None:
    """Start a daemon, detached, and wait until it (or another's) can be reached.

    Two that start at once end with one daemon: the home's lock decides, and both find it.

    Args:
        home: that it serves.
        command: which serves it; by default `daemon_command`.

    Raises:
        DaemonUnreachable: it did not come up, with the last it said.
    """
    if is_foreign(home.root):
        raise DaemonUnreachable(belongs_to_another(home.root), hint=WAY_OUT)
    if home.too_long:
        raise DaemonUnreachable(home.too_long, hint=f"set {HOME_VARIABLE} to a shorter one")
    _check_disk(home)
    if foreign.is_there(home.connection_file) and is_unserved(home.connection_file):
        with contextlib.suppress(OSError):  # of a daemon that was killed
            home.connection_file.unlink()
    try:
        words = _start_log(home)
        words.touch(mode=0o600)
        with words.open("wb") as log:
            daemon = start_on_its_own(command or daemon_command(home), log)
    except OSError as error:
        raise _no_place(home, error) from error
    try:
        _wait_for(home, daemon, words)
    finally:
        _let_go_of(daemon)
    with contextlib.suppress(OSError):  # Windows keeps what another process writes to
        words.unlink()


def _check_disk(home: Home) -> None:
    """A disk without any room would not even take down why the daemon did not start."""
    there = next(
        (folder for folder in (home.root, *home.root.parents) if foreign.is_there(folder)), None
    )
    free = _LEAST_FREE_BYTES if there is None else shutil.disk_usage(there).free
    if free < _LEAST_FREE_BYTES:
        raise DaemonUnreachable(
            f"the daemon cannot start: the disk of {home.root} is full ({free >> 10} kB are free, "
            f"{_LEAST_FREE_BYTES >> 10} kB are needed)",
            hint=f"free some space, or set {HOME_VARIABLE} to a folder on another disk",
        )


def _no_place(home: Home, error: OSError) -> DaemonUnreachable:
    return DaemonUnreachable(
        f"the daemon cannot start: {error.filename or home.root} cannot be written to: "
        f"{error.strerror or error}",
        hint=f"make {home.root} a folder that you may write to, or set {HOME_VARIABLE} to one that "
        "is; `tonekiln doctor` looks at it",
    )


def _wait_for(home: Home, daemon: subprocess.Popen[bytes], words: Path) -> None:
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while not _is_there(home):
        failed = _status_within(daemon, _LOOK_SECONDS) not in (None, _ALREADY_RUNNING)
        if failed or time.monotonic() > deadline:
            raise DaemonUnreachable(
                f"the daemon did not start: {_last_line(words)}", hint=f"see {words}"
            )


def _let_go_of(daemon: subprocess.Popen[bytes]) -> None:
    """It outlives us, and Popen would complain of a process that nobody waited for."""
    if daemon.returncode is None:
        daemon.returncode = 0


def _is_there(home: Home) -> bool:
    try:
        read_connection(home.connection_file)
    except DaemonUnreachable:
        return False
    return True


def _start_log(home: Home) -> Path:
    words = home.run / "start.log"
    try:
        way_for_folder(home.run, lost_links=True)
        home.make()
        home.run.mkdir(mode=0o700, exist_ok=True)
        way_for_file(words)
    except OSError as error:
        raise DaemonUnreachable(
            f"{home.run} cannot be made: {error.strerror}",
            hint=f"move away what is in its place, or set {HOME_VARIABLE} to another folder",
        ) from error
    return words


def _status_within(daemon: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Its exit status if it ends within so long; one that has ended is looked at as often."""
    if daemon.returncode is not None:
        time.sleep(seconds)
        return daemon.returncode
    try:
        return daemon.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def _last_line(words: Path) -> str:
    lines = words.read_text("utf-8", errors="replace").strip().splitlines()[-_LAST_LINES:]
    return lines[-1] if lines else "it said nothing"
