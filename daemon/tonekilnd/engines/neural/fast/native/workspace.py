"""The workspace of a chain of convolutions: memory used over and over, padded with zeros."""

from __future__ import annotations

import torch
from torch import Tensor

from .abi import DType

BLOCK = 32
"""Steps and channels come in whole blocks."""
PADDING = 32
"""Rows of zeros before the first step and after the last: more than any kernel reaches."""

_TYPES = {DType.FP32: torch.float32, DType.BF16: torch.bfloat16}


class PingPongBuffer:
    """Two buffers that take turns, one to read from while the other is written.

    A system hands out large pieces of memory page by page, each time anew, which would take a
    tenth of the whole decode. What was given last is never given next.
    """

    def __init__(self, size: int, dtype: torch.dtype) -> None:
        """For up to `size` numbers at a time."""
        self._last, self._next = torch.empty((2, size), dtype=dtype)

    def take(self, count: int, channels: int) -> Tensor:
        """(count, channels) of anything."""
        self._last, self._next = self._next, self._last
        return self._last[: count * channels].view(count, channels)


class Workspace:
    """Of one decode: activations for the next convolution, and residuals for a later sum."""

    def __init__(self, size: int, dtype: DType) -> None:
        """For up to `size` numbers, padding included."""
        self._activations, self._residuals = (
            PingPongBuffer(size, _TYPES[dtype]),
            PingPongBuffer(size, torch.float32),
        )

    def residual(self, steps: int, channels: int) -> Tensor:
        """(steps, channels) of anything."""
        return self._residuals.take(steps, channels)

    def padded(self, steps: int, channels: int) -> Tensor:
        """(PADDING + steps + more, channels): anything, between zeros, in whole blocks."""
        x = self._activations.take(padded_steps(steps), channels)
        x[:PADDING] = 0
        x[PADDING + steps :] = 0
        return x


def padded_steps(steps: int) -> int:
    """Rows that so many steps take with the zeros around them."""
    return PADDING + -(-steps // BLOCK) * BLOCK + 2 * PADDING
