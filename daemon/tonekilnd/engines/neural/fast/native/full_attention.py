"""Full attention: of every step of a window to all of it, or of another one (cross-attention)."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from .abi import CAttentionSide, CFullAttention
from .build import library
from .compiler import CannotBuild
from .gemm import Norm, as_c
from .packing import SIMD_WIDTH


@dataclass(frozen=True, slots=True)
class Rotary:
    """Rotary embedding: cosines and sines (steps, rotary_dim / 2), contiguous fp32."""

    cosines: Tensor
    sines: Tensor


class FullAttention:
    """Softmax attention with heads of one size, in fp32."""

    def __init__(
        self, head_dim: int, query_norm: Norm | None, key_norm: Norm | None, cache: Path
    ) -> None:
        """Heads' numbers are normalised before they are rotated, where a norm is given (q/k norm).

        Raises:
            CannotBuild: this machine or this head size has no such kernel.
        """
        if head_dim % (2 * SIMD_WIDTH):
            raise CannotBuild("native attention needs heads in multiples of 32")
        self._kernels = library(cache)
        self._head_dim = head_dim
        self._norms = (query_norm, key_norm)

    def attend(
        self, queries: Tensor, keys: Tensor, values: Tensor, rotary: Rotary | None = None
    ) -> Tensor:
        """The attention context of each query.

        Args:
            queries: (sequences, steps, heads * head_dim), parts of wider rows or not; fp32.
            keys: (sequences, other steps, key heads * head_dim); queries' heads share these
                in order.
            values: likewise.
            rotary: of queries and keys, which then have the same steps.

        Returns:
            (sequences, steps, heads * head_dim).
        """
        queries, keys, values = (_side_by_side(rows) for rows in (queries, keys, values))
        out = torch.empty(queries.shape)
        attention = CFullAttention(
            queries=self._side(queries, self._norms[0]),
            keys=self._side(keys, self._norms[1]),
            values=self._side(values, None),
            rotary_cos=None if rotary is None else rotary.cosines.data_ptr(),
            rotary_sin=None if rotary is None else rotary.sines.data_ptr(),
            out=out.data_ptr(),
            epsilon=0.0 if self._norms[0] is None else self._norms[0].epsilon,
            rotary_dim=0 if rotary is None else 2 * rotary.cosines.shape[-1],
            sequences=len(queries),
            head_dim=self._head_dim,
        )
        self._kernels.tonekiln_full_attention(ctypes.byref(attention), torch.get_num_threads())
        return out

    def _side(self, rows: Tensor, norm: Norm | None) -> CAttentionSide:
        _, steps, numbers = rows.shape
        heads = numbers // self._head_dim
        return CAttentionSide(rows.data_ptr(), steps, heads, rows.stride(1), as_c(norm))


def _side_by_side(rows: Tensor) -> Tensor:
    """One row at an even distance after another, over all sequences; copied if they are not."""
    _, steps, _ = rows.shape
    even = rows.stride(2) == 1 and rows.stride(0) == steps * rows.stride(1)
    return rows if even else rows.contiguous()
