"""The event loop: one that ZeroMQ's sockets can be read in."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")

_SWITCH_SECONDS = 0.0005


def run(main: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run a coroutine in a loop of its own, as `asyncio.run`.

    The loop gives the interpreter away at each send and receive; whoever computes on a thread
    gives it back soon, not after the usual 5 ms.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(main)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the loop; None where asyncio's own choice will do.

    On Windows that is a proactor, which knows no `add_reader`; pyzmq needs it.
    """
    return asyncio.SelectorEventLoop if sys.platform == "win32" else None
