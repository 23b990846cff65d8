"""A decoder over codebook tokens: its tensors, shared with whatever made them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer norm with an epsilon of 1e-5."""

    weight: Tensor
    bias: Tensor


@dataclass(frozen=True, slots=True)
class CrossAttention:
    """Attention to the words. Matrices are (outputs, inputs)."""

    norm: Norm
    query: Tensor
    key: Tensor
    value: Tensor
    out: Tensor


@dataclass(frozen=True, slots=True)
class Layer:
    """One block. Matrices are (outputs, inputs); `qkv` gives queries, keys and values at once.

    Attributes:
        cross: None where the words come before the tokens instead (melody models).
    """

    self_norm: Norm
    qkv: Tensor
    out: Tensor
    cross: CrossAttention | None
    ffn_norm: Norm
    up: Tensor
    down: Tensor


@dataclass(frozen=True, slots=True)
class DecoderWeights:
    """A whole decoder.

    Attributes:
        embeddings: (codebooks, card + 1, dim); the last token of each is the special one.
        logits: (codebooks * card, dim), the codebooks' heads one below the other.
    """

    embeddings: Tensor
    layers: tuple[Layer, ...]
    norm: Norm
    logits: Tensor
    heads: int
    codebooks: int
    card: int
    max_period: float
    positional_scale: float

    @property
    def dim(self) -> int:
        """Width of the residual stream."""
        return int(self.embeddings.shape[-1])

    @property
    def head_dim(self) -> int:
        """Width of one attention head."""
        return self.dim // self.heads

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.embeddings.device

    def positions(self, count: int) -> Tensor:
        """Sinusoidal embeddings of the first positions, (count, dim).

        Cosines, then sines. Computed in fp32 whatever
        the weights' type: bfloat16 has no 257.
        """
        half = self.dim // 2
        place = torch.arange(count, device=self.device).float()[:, None]
        along = torch.arange(half, device=self.device).float()[None]
        period = torch.full([], self.max_period, device=self.device)
        phase = place / (period ** (along / (half - 1)))
        waves = torch.cat([torch.cos(phase), torch.sin(phase)], dim=-1)
        return (self.positional_scale * waves).to(self.embeddings.dtype)

    def embedded(self, columns: Tensor) -> Tensor:
        """Tokens (rows, codebooks, steps) as (rows, steps, dim), without their positions."""
        total = self.embeddings[0][columns[:, 0]]
        for codebook in range(1, self.codebooks):
            total = total + self.embeddings[codebook][columns[:, codebook]]
        return total
