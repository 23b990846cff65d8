"""Background work: what takes long, beside the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_background(work: Callable[[], T], name: str) -> T:
    """Wait for work on a thread of its own, which does not keep the process from ending.

    Raises:
        What `work` raises.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def finish(tell: Callable[[], None]) -> None:
        if not done.cancelled():
            tell()

    def run() -> None:
        tell: Callable[[], None]
        try:
            tell = functools.partial(done.set_result, work())
        except Exception as error:
            tell = functools.partial(done.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(finish, tell)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await done
