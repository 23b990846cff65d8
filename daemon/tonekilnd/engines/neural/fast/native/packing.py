"""Packed weights and keys, as kernels/packed_matrix.h and kernels/kv_cache.h lay them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from .abi import CPackedMatrix, DType

SIMD_WIDTH = 16
"""Numbers in a vector; sizes are multiples of it."""
GROUP = 128
"""Inputs that share an int8 scale (a group scale): few enough that an outlier spoils little."""


DTYPES = {"fp32": DType.FP32, "bf16": DType.BF16, "int8": DType.INT8}


@dataclass(frozen=True, slots=True)
class PackedMatrix:
    """A matrix in the native layout.

    Attributes:
        weights: fp32 (outputs, inputs), the given tensor; bf16 (outputs / 16, inputs, 16);
            int8 (outputs / 16, inputs / 4, 16, 4) as unsigned bytes with 128 added.
        scales: group scales, int8 only, (outputs / 16, inputs / group, 16); else empty.
    """

    weights: Tensor
    scales: Tensor
    outputs: int
    inputs: int
    group: int
    dtype: DType

    def as_c(self) -> CPackedMatrix:
        """What C++ is given; valid while this object lives."""
        return CPackedMatrix(
            self.weights.data_ptr(),
            self.scales.data_ptr(),
            self.outputs,
            self.inputs,
            self.group,
            int(self.dtype),
        )

    @property
    def bytes(self) -> int:
        """What one product reads."""
        return int(self.weights.nbytes + self.scales.nbytes)


def fits(sizes: Iterable[int]) -> bool:
    """Whether matrices with these numbers of outputs and inputs can be packed."""
    return all(size % SIMD_WIDTH == 0 for size in sizes)


def pack(matrix: Tensor, dtype: DType, group: int = GROUP) -> PackedMatrix:
    """Pack a matrix (outputs, inputs); in int8, with group scales."""
    outputs, inputs = matrix.shape
    if dtype is DType.FP32:
        return PackedMatrix(matrix.float().contiguous(), torch.empty(0), outputs, inputs, 0, dtype)
    blocks = matrix.float().view(outputs // SIMD_WIDTH, SIMD_WIDTH, inputs)
    group = group if inputs % group == 0 else SIMD_WIDTH
    if dtype is DType.INT8:
        weights, scales = _quantise(blocks, group)
    else:
        weights = blocks.transpose(1, 2).to(torch.bfloat16).contiguous()
        scales = torch.empty(0)
    return PackedMatrix(weights, scales, outputs, inputs, group, dtype)


def _quantise(blocks: Tensor, group: int) -> tuple[Tensor, Tensor]:
    """Round to nearest, symmetric, one scale per output and group of inputs."""
    count, _, inputs = blocks.shape
    grouped = blocks.view(count, SIMD_WIDTH, inputs // group, group)
    scales = grouped.abs().amax(dim=-1) / 127
    whole = torch.round(grouped / scales.clamp_min(1e-30)[..., None]) + 128
    unsigned = whole.to(torch.uint8).view(count, SIMD_WIDTH, inputs // 4, 4)
    return unsigned.transpose(1, 2).contiguous(), scales.transpose(1, 2).contiguous()


def pack_keys(keys: Tensor, dtype: torch.dtype) -> Tensor:
    """Keys (rows, heads, steps, width) as (rows, heads, steps / 16, width, 16), padded."""
    rows, heads, steps, width = keys.shape
    blocks = -(-steps // SIMD_WIDTH)
    padded = keys.new_zeros((rows, heads, blocks * SIMD_WIDTH, width))
    padded[:, :, :steps] = keys
    split = padded.view(rows, heads, blocks, SIMD_WIDTH, width)
    return split.transpose(3, 4).to(dtype).contiguous()
