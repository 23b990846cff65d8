"""Memory for a chain of convolutions, and the silence around what lies in it."""

from __future__ import annotations

import torch
from torch import Tensor

from .packing import Kind

BLOCK = 32
"""Steps and channels come in whole blocks."""
MARGIN = 32
"""Rows of silence before the first step and after the last: more than any tap reaches."""

_TYPES = {Kind.FP32: torch.float32, Kind.BF16: torch.bfloat16}


class Room:
    """Memory for what is under way, used over and over.

    A system hands out large pieces of memory page by page, each time anew, which would take a
    tenth of the whole decode. What was given last is never given next.
    """

    def __init__(self, size: int, dtype: torch.dtype) -> None:
        """For up to `size` numbers at a time."""
        self._last, self._next = torch.empty((2, size), dtype=dtype)

    def rows(self, count: int, channels: int) -> Tensor:
        """(count, channels) of anything."""
        self._last, self._next = self._next, self._last
        return self._last[: count * channels].view(count, channels)


class Rooms:
    """Of one decode: what the next convolution reads, and what a sum will need."""

    def __init__(self, size: int, kind: Kind) -> None:
        """For up to `size` numbers, silence included."""
        self._snaked, self._plain = Room(size, _TYPES[kind]), Room(size, torch.float32)

    def plain(self, steps: int, channels: int) -> Tensor:
        """(steps, channels) of anything."""
        return self._plain.rows(steps, channels)

    def silent(self, steps: int, channels: int) -> Tensor:
        """Room for steps with silence around them, whole blocks of them."""
        x = self._snaked.rows(with_silence(steps), channels)
        x[:MARGIN] = 0
        x[MARGIN + steps :] = 0
        return x


def with_silence(steps: int) -> int:
    """Rows that so many steps take with the silence around them."""
    return MARGIN + -(-steps // BLOCK) * BLOCK + 2 * MARGIN
