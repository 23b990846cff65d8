"""Matrices as the native step reads them: blocks of sixteen outputs, input after input."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import torch
from torch import Tensor

LANES = 16
GROUP = 128
"""Inputs that share an int8 scale: few enough that an outlier spoils little."""


class Kind(IntEnum):
    """How numbers are stored; the values are those of matrix.h."""

    FP32 = 0
    BF16 = 1
    INT8 = 2


KINDS = {"fp32": Kind.FP32, "bf16": Kind.BF16, "int8": Kind.INT8}


class CNorm(ctypes.Structure):
    """Norm of rows.h."""

    _fields_ = [("weight", ctypes.c_void_p), ("bias", ctypes.c_void_p)]


class CMatrix(ctypes.Structure):
    """Matrix of matrix.h."""

    _fields_ = [
        ("weights", ctypes.c_void_p),
        ("scales", ctypes.c_void_p),
        ("outputs", ctypes.c_int32),
        ("inputs", ctypes.c_int32),
        ("group", ctypes.c_int32),
        ("kind", ctypes.c_int32),
    ]


@dataclass(frozen=True, slots=True)
class PackedMatrix:
    """A matrix in the native layout.

    Attributes:
        weights: fp32 (outputs, inputs), the given tensor; bf16 (outputs / 16, inputs, 16);
            int8 (outputs / 16, inputs / 4, 16, 4) as unsigned bytes with 128 added.
        scales: int8 only, (outputs / 16, inputs / group, 16); else empty.
    """

    weights: Tensor
    scales: Tensor
    outputs: int
    inputs: int
    group: int
    kind: Kind

    def as_c(self) -> CMatrix:
        """What C++ is given; valid while this object lives."""
        return CMatrix(
            self.weights.data_ptr(),
            self.scales.data_ptr(),
            self.outputs,
            self.inputs,
            self.group,
            int(self.kind),
        )

    @property
    def bytes(self) -> int:
        """What one product reads."""
        return int(self.weights.nbytes + self.scales.nbytes)


def fits(sizes: Iterable[int]) -> bool:
    """Whether matrices with these numbers of outputs and inputs can be packed."""
    return all(size % LANES == 0 for size in sizes)


def packed(matrix: Tensor, kind: Kind, group: int = GROUP) -> PackedMatrix:
    """Pack a matrix (outputs, inputs); in int8, with a scale for each group of inputs."""
    outputs, inputs = matrix.shape
    if kind is Kind.FP32:
        return PackedMatrix(matrix.float().contiguous(), torch.empty(0), outputs, inputs, 0, kind)
    blocks = matrix.float().view(outputs // LANES, LANES, inputs)
    group = group if inputs % group == 0 else LANES
    if kind is Kind.INT8:
        weights, scales = _in_int8(blocks, group)
    else:
        weights = blocks.transpose(1, 2).to(torch.bfloat16).contiguous()
        scales = torch.empty(0)
    return PackedMatrix(weights, scales, outputs, inputs, group, kind)


def _in_int8(blocks: Tensor, group: int) -> tuple[Tensor, Tensor]:
    """Round to nearest, symmetric, one scale per output and group of inputs."""
    count, _, inputs = blocks.shape
    grouped = blocks.view(count, LANES, inputs // group, group)
    scales = grouped.abs().amax(dim=-1) / 127
    whole = torch.round(grouped / scales.clamp_min(1e-30)[..., None]) + 128
    unsigned = whole.to(torch.uint8).view(count, LANES, inputs // 4, 4)
    return unsigned.transpose(1, 2).contiguous(), scales.transpose(1, 2).contiguous()


def steps_in_blocks(keys: Tensor, dtype: torch.dtype) -> Tensor:
    """Keys (rows, heads, steps, width) as (rows, heads, steps / 16, width, 16), padded."""
    rows, heads, steps, width = keys.shape
    blocks = -(-steps // LANES)
    padded = keys.new_zeros((rows, heads, blocks * LANES, width))
    padded[:, :, :steps] = keys
    split = padded.view(rows, heads, blocks, LANES, width)
    return split.transpose(3, 4).to(dtype).contiguous()
