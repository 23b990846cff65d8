"""Messages whose time tag lies ahead: kept until then, up to a minute.

A sequencer or SuperCollider's `sendBundle` names a moment a little ahead so that the network's
jitter is not heard. What lies behind is done at once, as OSC 1.0 has it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from tonekiln.protocol.errors import Busy, InvalidRequest

from .packet import IMMEDIATELY
from .senders import Host

MOST_SECONDS_AHEAD = 60.0
_MOST_WAITING = 256
"""Of one host."""

_FROM_1900_TO_1970 = 2_208_988_800
_ERA = 2**32
"""Seconds after which NTP's count begins anew, the next time in 2036."""


def seconds_until(time_tag: int) -> float:
    """How far ahead a time tag lies; 0 for what is due.

    Raises:
        InvalidRequest: further than a minute.
    """
    if time_tag <= IMMEDIATELY:
        return 0.0
    now = time.time() + _FROM_1900_TO_1970
    ahead = time_tag / _ERA - now % _ERA
    if ahead > MOST_SECONDS_AHEAD:
        raise InvalidRequest(
            f"its time tag lies {ahead:.0f} s ahead",
            field="time",
            bound=f"at most {MOST_SECONDS_AHEAD:g} s ahead",
            hint="send it nearer to its time, or check that both clocks agree",
        )
    return max(0.0, ahead)


class Schedule:
    """What waits for its time. Lives on the event loop."""

    def __init__(self) -> None:
        self._handles: set[asyncio.TimerHandle] = set()

    def later(self, host: Host, seconds: float, work: Callable[[], None]) -> None:
        """Do something in so many seconds.

        Raises:
            Busy: the host has too much waiting already.
        """
        if host.waiting >= _MOST_WAITING:
            raise Busy(
                "too many messages wait for their time",
                field="time",
                bound=f"{_MOST_WAITING} of one machine",
            )

        def due() -> None:
            self._handles.discard(handle)
            host.waiting -= 1
            work()

        host.waiting += 1
        handle = asyncio.get_running_loop().call_later(seconds, due)
        self._handles.add(handle)

    def close(self) -> None:
        """Forget what waits."""
        for handle in self._handles:
            handle.cancel()
        self._handles.clear()
