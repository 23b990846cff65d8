"""Cases drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

Way = Callable[[random.Random], bytes]
"""Makes a file of what it draws."""


def drawn(seed: int, count: int, mutated: Way, grown: Way) -> Iterator[bytes]:
    """So many files, about half of them each way; the same seed draws the same ones."""
    draw = random.Random(seed)
    for _ in range(count):
        yield mutated(draw) if draw.random() < 0.5 else grown(draw)
