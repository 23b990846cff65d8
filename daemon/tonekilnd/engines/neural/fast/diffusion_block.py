"""A diffusion transformer's block in int8, all between its matrices done natively.

Self-attention, attention to the words, a gated feed-forward, each after a norm and added to what
came in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from .native.full_attention import FullAttention, Rotary
from .native.gemm import Int8Gemm, Norm
from .native.packing import SIMD_WIDTH

HEAD_DIM_MULTIPLE = 4 * SIMD_WIDTH
"""Head sizes are multiples of this: half of a head's numbers are rotated, sixteen by sixteen."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A matrix (outputs, inputs) in fp32, and its bias (outputs) or None."""

    matrix: Tensor
    bias: Tensor | None


@dataclass(frozen=True, slots=True)
class AttentionWeights:
    """What attention does to the numbers of its heads.

    Attributes:
        head_dim: numbers of a head.
        query_norm: over a head's numbers, or None.
        key_norm: likewise.
        out: from all heads back to the residual stream.
    """

    head_dim: int
    query_norm: Norm | None
    key_norm: Norm | None
    out: Linear


@dataclass(frozen=True, slots=True)
class CrossWeights:
    """Attention to the words."""

    norm: Norm
    query: Linear
    keys_values: Linear
    attention: AttentionWeights


@dataclass(frozen=True, slots=True)
class BlockWeights:
    """A whole block.

    Attributes:
        qkv: queries, keys and values at once.
        cross: None where no words are attended to.
        up: to the feed-forward's inside, twice: the second half gates the first.
    """

    self_norm: Norm
    qkv: Linear
    self_attention: AttentionWeights
    cross: CrossWeights | None
    ffn_norm: Norm
    up: Linear
    down: Linear


class Int8Block:
    """The block, with its matrices in int8."""

    def __init__(self, weights: BlockWeights, cache: Path) -> None:
        """Pack it; compiled code is kept in `cache`.

        Raises:
            CannotBuild: this machine has no such product, or the block no such sizes.
        """
        self._self_norm = weights.self_norm
        self._qkv = _matrix(weights.qkv, cache)
        self._self_attention = _attention(weights.self_attention, cache)
        self._self_out = _matrix(weights.self_attention.out, cache)
        self._cross = None if weights.cross is None else _CrossAttention(weights.cross, cache)
        self._ffn_norm = weights.ffn_norm
        self._up = _matrix(weights.up, cache)
        self._down = _matrix(weights.down, cache)

    def forward(self, x: Tensor, context: Tensor | None, rotary: Rotary | None) -> Tensor:
        """Steps (sequences, steps, dim) to the same, in fp32.

        Args:
            x: the residual stream.
            context: the words, (sequences, words, dim of words), or None.
            rotary: the rotary embedding of the steps, or None.
        """
        stream = x.float().clone(memory_format=torch.contiguous_format)
        qkv = self._qkv.matmul_normed(stream, self._self_norm)
        queries, keys, values = qkv.chunk(3, dim=-1)
        self._self_out.matmul_add(
            stream, self._self_attention.attend(queries, keys, values, rotary)
        )
        if context is not None and self._cross is not None:
            self._cross.add_to(stream, context)
        self._down.matmul_swiglu_add(stream, self._up.matmul_normed(stream, self._ffn_norm))
        return stream


class _CrossAttention:
    """Attention to the words, which stay the same for all steps of a take."""

    def __init__(self, weights: CrossWeights, cache: Path) -> None:
        self._norm = weights.norm
        self._query = _matrix(weights.query, cache)
        self._keys_values = _matrix(weights.keys_values, cache)
        self._attention = _attention(weights.attention, cache)
        self._out = _matrix(weights.attention.out, cache)
        self._context = self._cached = torch.empty(0)

    def add_to(self, stream: Tensor, context: Tensor) -> None:
        query = self._query.matmul_normed(stream, self._norm)
        keys, values = self._of(context).chunk(2, dim=-1)
        self._out.matmul_add(stream, self._attention.attend(query, keys, values))

    def _of(self, context: Tensor) -> Tensor:
        if not torch.equal(context, self._context):
            self._context, self._cached = context.clone(), self._keys_values.matmul(context)
        return self._cached


def _matrix(linear: Linear, cache: Path) -> Int8Gemm:
    return Int8Gemm(linear.matrix, linear.bias, cache)


def _attention(weights: AttentionWeights, cache: Path) -> FullAttention:
    return FullAttention(weights.head_dim, weights.query_norm, weights.key_norm, cache)
