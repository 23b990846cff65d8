"""What has been rendered once: hits, loops and rooms are kept until memory is needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from tonekilnd.domain import Audio

MOST_BYTES = 32 * 2**20
"""Room for the sounds of two or three styles at 48 kHz; the least recently used go first."""

_LONGEST_BYTES = 2 * 2**20
"""Longer sounds, whole textures above all, are not likely to be asked for again."""

_kept: OrderedDict[Hashable, Audio] = OrderedDict()
_kept_bytes = 0


def remembered(key: Hashable, make: Callable[[], Audio], most: int = _LONGEST_BYTES) -> Audio:
    """What `make` returns, or returned before for an equal key. Never to be written to.

    Args:
        key: names the sound and everything it depends on.
        make: renders it.
        most: bytes; what is longer is not kept.
    """
    global _kept_bytes  # noqa: PLW0603 - one memory for a worker process
    found = _kept.get(key)
    if found is not None:
        _kept.move_to_end(key)
        return found
    made = make()
    made.flags.writeable = False
    if made.nbytes > most:
        return made
    _kept[key] = made
    _kept_bytes += made.nbytes
    while _kept_bytes > MOST_BYTES:
        _, oldest = _kept.popitem(last=False)
        _kept_bytes -= oldest.nbytes
    return made


def forget() -> None:
    """Let go of everything."""
    global _kept_bytes  # noqa: PLW0603
    _kept.clear()
    _kept_bytes = 0
