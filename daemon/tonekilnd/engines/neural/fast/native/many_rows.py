"""Int8 matrices for many rows at once, as MAGNeT's and Stable Audio's transformers have them."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import torch
from torch import Tensor

from .build import library
from .compiler import CannotBuild
from .packing import LANES, CNorm, Kind, packed

GROUP = 256
"""Inputs that share a scale: with many rows, scaling the sums of smaller groups takes longer than
what it gains is worth."""


class Way(IntEnum):
    """What becomes of a row before it meets the matrix; the values are those of quads.h."""

    PLAIN = 0
    NORMED = 1
    GATED = 2


class _CIncoming(ctypes.Structure):
    """Incoming of quads.h."""

    _fields_ = [
        ("x", ctypes.c_void_p),
        ("norm", CNorm),
        ("epsilon", ctypes.c_float),
        ("way", ctypes.c_int32),
    ]


class _COutgoing(ctypes.Structure):
    """Outgoing of quads.h."""

    _fields_ = [("bias", ctypes.c_void_p), ("out", ctypes.c_void_p), ("added", ctypes.c_int32)]


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer norm in fp32, its numbers side by side."""

    weight: Tensor
    bias: Tensor
    epsilon: float


def as_c(norm: Norm | None) -> CNorm:
    """What C++ is given, null for none; valid while the norm lives."""
    return CNorm() if norm is None else CNorm(norm.weight.data_ptr(), norm.bias.data_ptr())


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
        return self._product(x, Way.PLAIN, None)

    def of_normed(self, x: Tensor, norm: Norm) -> Tensor:
        """The product with rows (..., inputs) that are normalised first."""
        return self._product(x, Way.NORMED, norm)

    def add_to(self, out: Tensor, x: Tensor) -> None:
        """Add the product with rows (..., inputs) to out (..., outputs), contiguous fp32."""
        self._multiply(x, Way.PLAIN, None, out, added=True)

    def add_gated_to(self, out: Tensor, x: Tensor) -> None:
        """Likewise, of rows (..., 2 * inputs): the first half times SiLU of the second."""
        self._multiply(x, Way.GATED, None, out, added=True)

    def _product(self, x: Tensor, way: Way, norm: Norm | None) -> Tensor:
        out = torch.empty((*x.shape[:-1], self._packed.outputs))
        self._multiply(x, way, norm, out, added=False)
        return out

    def _multiply(
        self, x: Tensor, way: Way, norm: Norm | None, out: Tensor, *, added: bool
    ) -> None:
        rows = x.float().contiguous()
        epsilon = 0.0 if norm is None else norm.epsilon
        incoming = _CIncoming(rows.data_ptr(), as_c(norm), epsilon, int(way))
        bias = None if self._bias is None else self._bias.data_ptr()
        outgoing = _COutgoing(bias, out.data_ptr(), int(added))
        self._step.tonekiln_multiply(
            ctypes.byref(self._c),
            ctypes.byref(incoming),
            out.numel() // self._packed.outputs,
            ctypes.byref(outgoing),
            torch.get_num_threads(),
        )
