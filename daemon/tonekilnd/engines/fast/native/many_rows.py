"""Int8 matrices for many rows at once, as MAGNeT's and Stable Audio's transformers have them."""

from __future__ import annotations

import ctypes
from pathlib import Path

import torch
from torch import Tensor

from .build import CannotBuild, library
from .packing import LANES, Kind, packed

GROUP = 256
"""Inputs that share a scale: with many rows, scaling the sums of smaller groups takes longer than
what it gains is worth."""


class ManyRows:
    """A matrix (outputs, inputs) in int8, with rows quantised on their way in."""

    def __init__(self, matrix: Tensor, bias: Tensor | None, cache: Path) -> None:
        """Pack it.

        Raises:
            CannotBuild: this machine or this size has no such product.
        """
        outputs, inputs = matrix.shape
        if outputs % (2 * LANES) or inputs % LANES:
            raise CannotBuild("the native product needs sizes in multiples of 32")
        self._step = library(cache)
        if not self._step.tonekiln_has_int8():
            raise CannotBuild("the native step has no int8 for this processor")
        self._packed = packed(matrix, Kind.INT8, GROUP)
        self._c = self._packed.as_c()
        self._bias = None if bias is None else bias.detach().float().contiguous()

    def of(self, x: Tensor) -> Tensor:
        """The product with rows (..., inputs), in fp32."""
        rows = x.float().contiguous().view(-1, self._packed.inputs)
        out = torch.empty((len(rows), self._packed.outputs))
        self._step.tonekiln_multiply(
            ctypes.byref(self._c),
            ctypes.c_void_p(rows.data_ptr()),
            len(rows),
            None if self._bias is None else ctypes.c_void_p(self._bias.data_ptr()),
            ctypes.c_void_p(out.data_ptr()),
            torch.get_num_threads(),
        )
        return out.view(*x.shape[:-1], self._packed.outputs)
