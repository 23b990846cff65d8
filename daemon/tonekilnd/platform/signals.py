"""Being told to stop: by Ctrl-C, by a service manager, by whoever ends a session."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def told_to_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` on the running event loop, at once, for each signal that means it.

    These are SIGINT and SIGTERM, and on Windows SIGBREAK (Ctrl-Break). Must be entered in the main
    thread, in a task; what was before is there again afterwards.
    """
    if sys.platform == "win32":
        with _noticed_at_once(), _through_handlers(stop_signals(), stop):
            yield
    else:
        loop = asyncio.get_running_loop()
        for number in stop_signals():
            loop.add_signal_handler(number, stop)
        try:
            yield
        finally:
            for number in stop_signals():
                loop.remove_signal_handler(number)


def stop_signals() -> tuple[signal.Signals, ...]:
    """The signals of this system that ask a process to end."""
    if sys.platform == "win32":
        return signal.SIGINT, signal.SIGTERM, signal.SIGBREAK
    else:
        return signal.SIGINT, signal.SIGTERM


@contextmanager
def _through_handlers(
    numbers: tuple[signal.Signals, ...], stop: Callable[[], None]
) -> Iterator[None]:
    """Python's own handlers, for loops that know no `add_signal_handler`."""
    loop = asyncio.get_running_loop()

    def handle(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)

    before = [(number, signal.signal(number, handle)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


@contextmanager
def _noticed_at_once() -> Iterator[None]:
    """Let a signal wake the loop: on Windows none interrupts its waiting for sockets.

    Python runs handlers between two instructions of the main thread, which a loop that waits does
    not come to; the byte that Python writes for each signal ends the wait.
    """
    loop = asyncio.get_running_loop()
    ours, pythons = socket.socketpair()
    with ours, pythons:
        ours.setblocking(False)
        pythons.setblocking(False)
        loop.add_reader(ours, lambda: ours.recv(4096))
        before = signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            loop.remove_reader(ours)
