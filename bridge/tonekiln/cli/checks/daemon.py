"""The daemon: whether one runs, answers, and is the one that the connection file means."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator

from filelock import FileLock, Timeout

import tonekiln
from tonekiln import foreign
from tonekiln.cli.repairs import RemoveStale
from tonekiln.client.blocking import Client
from tonekiln.client.connection import read_connection
from tonekiln.home import Home
from tonekiln.in_the_way import tells_of_one
from tonekiln.protocol.errors import DaemonUnreachable, NotAllowed, TonekilnError

from .check import Check
from .models import engine_checks, getting_checks


def process_of(home: Home) -> int | None:
    """The daemon of this home that listens; None where none does."""
    try:
        return read_connection(home.connection_file).pid
    except DaemonUnreachable:
        return None


def daemon_checks(home: Home) -> Iterator[Check]:
    """A daemon that does not run is no fault; one that does not answer is."""
    if not os.path.lexists(home.connection_file):
        if _is_served(home):
            detail = f"a process serves {home.root}, but no connection file says where"
            yield Check("daemon", ok=False, detail=detail, fix="end it, then start it again")
            return
        yield Check("daemon", ok=True, detail="none is running; `generate` starts one")
        return
    try:
        read_connection(home.connection_file)
    except DaemonUnreachable as error:
        yield _left_behind(home, error)
        return
    try:
        with Client(home) as client:
            yield from _answering(client)
    except DaemonUnreachable as error:
        yield Check("daemon", ok=False, detail=error.message, fix=error.hint)
    except TonekilnError as error:
        yield Check("daemon", ok=False, detail=str(error))


def _left_behind(home: Home, error: DaemonUnreachable) -> Check:
    if _is_served(home):
        detail = f"{error.message}, but a process holds {home.lock_file}"
        return Check("daemon", ok=False, detail=detail, fix="end it, then start it again")
    mend = RemoveStale(home)
    return Check("daemon", ok=False, detail=error.message, fix=mend.typed, mend=mend)


def _is_served(home: Home) -> bool:
    """Whether a daemon holds the home, listening or not."""
    if not foreign.is_there(home.lock_file):
        return False
    try:
        with FileLock(home.lock_file, timeout=0):
            return False
    except (Timeout, OSError):
        return True


def _answering(client: Client) -> Iterator[Check]:
    began = time.perf_counter()
    client.ping()
    took = (time.perf_counter() - began) * 1000
    status = client.status()
    yield Check(
        "daemon",
        ok=True,
        detail=f"{status.pid} on {client.connection.endpoint}, answers in {took:.1f} ms",
    )
    if status.version != tonekiln.__version__:
        yield Check(
            "version",
            ok=False,
            detail=f"the daemon is {status.version}, this command {tonekiln.__version__}",
            fix="tonekiln stop",
        )
    engines = client.engines()
    for problem in status.problems:
        if problem not in engines.problems:
            yield Check("daemon", ok=tells_of_one(problem), detail=problem)
    yield from engine_checks(engines)
    with contextlib.suppress(NotAllowed):  # a guest is told of no jobs
        yield from getting_checks(client.engine_jobs())
