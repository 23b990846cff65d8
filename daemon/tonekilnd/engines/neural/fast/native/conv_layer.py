"""A decoder of audio as a list of conv1d layers.

Each is followed by a snake, some by a residual sum.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, slots=True)
class Snake:
    """x + amount * sin(pi * frequency * x)^2 (Ziyin et al. 2020, arXiv:2006.08195).

    Attributes:
        frequency: (channels,), half turns per unit.
        amount: (channels,), what the squared sine is scaled by.
    """

    frequency: Tensor
    amount: Tensor


@dataclass(frozen=True, slots=True)
class ConvLayer:
    """One convolution, transposed or not.

    Attributes:
        weights: (outputs, kernel_size, inputs) in fp32; a transposed convolution is one with a
            kernel of two whose outputs are `stride` steps of its channels.
        bias: (channels,) or None.
        snake: what follows, or None after the last.
        left_padding: rows before the first that the kernel reaches.
        trimmed: steps of the result to leave out at its start.
        stride: steps of the result to a step of the input.
        opens_residual: whether its result is what the next residual sum adds to.
        residual: whether it is added to what came before.
    """

    weights: Tensor
    bias: Tensor | None
    snake: Snake | None
    dilation: int
    left_padding: int
    stride: int = 1
    trimmed: int = 0
    opens_residual: bool = False
    residual: bool = False

    @property
    def channels(self) -> int:
        """Of the result."""
        return int(self.weights.shape[0]) // self.stride

    def steps_after(self, steps: int) -> int:
        """Steps of the whole result of a whole input."""
        return steps * self.stride

    def rows_for(self, wanted: range) -> range:
        """Rows to compute for these steps of the result; a row makes `stride` of them."""
        first = (wanted.start + self.trimmed) // self.stride
        last = (wanted.stop - 1 + self.trimmed) // self.stride
        return range(first, last + 1)

    def receptive_field(self, wanted: range, steps: int) -> range:
        """Steps, of `steps` there are, that these steps of the result depend on."""
        rows = self.rows_for(wanted)
        reach = (int(self.weights.shape[1]) - 1) * self.dilation
        first = max(0, rows.start - self.left_padding)
        return range(first, min(steps, rows.stop - self.left_padding + reach))
