"""gemm in int8: many rows at once, as masked and diffusion transformers have them."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from .abi import CGemmInput, CGemmOutput, CNorm, DType, InputOp
from .build import library
from .compiler import CannotBuild
from .packing import SIMD_WIDTH, pack

GROUP = 256
"""Inputs that share a group scale: with many rows, scaling the sums of smaller groups takes longer
than what it gains is worth."""


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer norm in fp32, its numbers side by side."""

    weight: Tensor
    bias: Tensor
    epsilon: float


def as_c(norm: Norm | None) -> CNorm:
    """What C++ is given, null for none; valid while the norm lives."""
    return CNorm() if norm is None else CNorm(norm.weight.data_ptr(), norm.bias.data_ptr())


class Int8Gemm:
    """A matrix (outputs, inputs) in int8, with rows quantised on their way in."""

    def __init__(self, matrix: Tensor, bias: Tensor | None, cache: Path) -> None:
        """Pack it.

        Raises:
            CannotBuild: this machine or this size has no such kernel.
        """
        outputs, inputs = matrix.shape
        if outputs % (2 * SIMD_WIDTH) or inputs % SIMD_WIDTH:
            raise CannotBuild("the native gemm needs sizes in multiples of 32")
        self._kernels = library(cache)
        if not self._kernels.tonekiln_has_int8():
            raise CannotBuild("the native kernels have no int8 for this processor")
        self._packed = pack(matrix, DType.INT8, GROUP)
        self._c = self._packed.as_c()
        self._bias = None if bias is None else bias.detach().float().contiguous()

    def matmul(self, x: Tensor) -> Tensor:
        """The product with rows (..., inputs), in fp32."""
        return self._product(x, InputOp.NONE, None)

    def matmul_normed(self, x: Tensor, norm: Norm) -> Tensor:
        """The product with rows (..., inputs) that are normalised first."""
        return self._product(x, InputOp.LAYER_NORM, norm)

    def matmul_add(self, out: Tensor, x: Tensor) -> None:
        """Add the product with rows (..., inputs) to out (..., outputs), contiguous fp32."""
        self._gemm(x, InputOp.NONE, None, out, accumulate=True)

    def matmul_swiglu_add(self, out: Tensor, x: Tensor) -> None:
        """Likewise, of rows (..., 2 * inputs): SwiGLU, the first half times SiLU of the second."""
        self._gemm(x, InputOp.SWIGLU, None, out, accumulate=True)

    def _product(self, x: Tensor, op: InputOp, norm: Norm | None) -> Tensor:
        out = torch.empty((*x.shape[:-1], self._packed.outputs))
        self._gemm(x, op, norm, out, accumulate=False)
        return out

    def _gemm(
        self, x: Tensor, op: InputOp, norm: Norm | None, out: Tensor, *, accumulate: bool
    ) -> None:
        rows = x.float().contiguous()
        epsilon = 0.0 if norm is None else norm.epsilon
        incoming = CGemmInput(rows.data_ptr(), as_c(norm), epsilon, int(op))
        bias = None if self._bias is None else self._bias.data_ptr()
        outgoing = CGemmOutput(bias, out.data_ptr(), int(accumulate))
        self._kernels.tonekiln_gemm(
            ctypes.byref(self._c),
            ctypes.byref(incoming),
            out.numel() // self._packed.outputs,
            ctypes.byref(outgoing),
            torch.get_num_threads(),
        )
