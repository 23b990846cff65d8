"""Attention of every step of a window to all steps of it, or of another one."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from .build import library
from .compiler import CannotBuild
from .many_rows import Norm, as_c
from .packing import LANES, CNorm


class _CSide(ctypes.Structure):
    """Side of window.h."""

    _fields_ = [
        ("at", ctypes.c_void_p),
        ("steps", ctypes.c_int32),
        ("heads", ctypes.c_int32),
        ("apart", ctypes.c_int32),
        ("norm", CNorm),
    ]


class _CWindow(ctypes.Structure):
    """Window of window.h."""

    _fields_ = [
        ("queries", _CSide),
        ("keys", _CSide),
        ("values", _CSide),
        ("cosines", ctypes.c_void_p),
        ("sines", ctypes.c_void_p),
        ("out", ctypes.c_void_p),
        ("epsilon", ctypes.c_float),
        ("turned", ctypes.c_int32),
        ("sequences", ctypes.c_int32),
        ("width", ctypes.c_int32),
    ]


@dataclass(frozen=True, slots=True)
class Turn:
    """Rotary embedding: cosines and sines (steps, half of what is turned), contiguous fp32."""

    cosines: Tensor
    sines: Tensor


class WindowAttention:
    """Softmax attention with heads of one width, in fp32."""

    def __init__(
        self, width: int, query_norm: Norm | None, key_norm: Norm | None, cache: Path
    ) -> None:
        """Heads' numbers are normalised before they are turned, where a norm is given.

        Raises:
            CannotBuild: this machine or this width has no such attention.
        """
        if width % (2 * LANES):
            raise CannotBuild("native attention needs heads in multiples of 32")
        self._step = library(cache)
        self._width = width
        self._norms = (query_norm, key_norm)

    def of(self, queries: Tensor, keys: Tensor, values: Tensor, turn: Turn | None = None) -> Tensor:
        """What each query hears.

        Args:
            queries: (sequences, steps, heads * width), parts of wider rows or not; fp32.
            keys: (sequences, other steps, key heads * width); queries' heads share these in order.
            values: likewise.
            turn: of queries and keys, which then have the same steps.

        Returns:
            (sequences, steps, heads * width).
        """
        queries, keys, values = (_side_by_side(rows) for rows in (queries, keys, values))
        out = torch.empty(queries.shape)
        window = _CWindow(
            queries=self._side(queries, self._norms[0]),
            keys=self._side(keys, self._norms[1]),
            values=self._side(values, None),
            cosines=None if turn is None else turn.cosines.data_ptr(),
            sines=None if turn is None else turn.sines.data_ptr(),
            out=out.data_ptr(),
            epsilon=0.0 if self._norms[0] is None else self._norms[0].epsilon,
            turned=0 if turn is None else 2 * turn.cosines.shape[-1],
            sequences=len(queries),
            width=self._width,
        )
        self._step.tonekiln_attend(ctypes.byref(window), torch.get_num_threads())
        return out

    def _side(self, rows: Tensor, norm: Norm | None) -> _CSide:
        _, steps, numbers = rows.shape
        heads = numbers // self._width
        return _CSide(rows.data_ptr(), steps, heads, rows.stride(1), as_c(norm))


def _side_by_side(rows: Tensor) -> Tensor:
    """One row at an even distance after another, over all sequences; copied if they are not."""
    _, steps, _ = rows.shape
    even = rows.stride(2) == 1 and rows.stride(0) == steps * rows.stride(1)
    return rows if even else rows.contiguous()
