"""What a MusicGen or AudioGen transformer comes down to, read from audiocraft's modules.

Tensors are shared with the modules, never copied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


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
    feed_norm: Norm
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

        As audiocraft's create_sin_embedding: cosines, then sines. Computed in fp32 whatever
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


def weights_of(lm: Any, *, causal: bool = True) -> DecoderWeights | None:
    """The weights of audiocraft's LMModel, or None where it is built in another way.

    Args:
        lm: the model.
        causal: whether its steps hear only those before them; MAGNeT's hear all.
    """
    transformer = lm.transformer
    if not _is_published_kind(lm, causal=causal):
        return None
    return DecoderWeights(
        embeddings=torch.stack([table.weight for table in lm.emb]),
        layers=tuple(_layer(layer) for layer in transformer.layers),
        norm=_norm(lm.out_norm),
        logits=torch.cat([head.weight for head in lm.linears]),
        heads=int(transformer.layers[0].self_attn.num_heads),
        codebooks=int(lm.n_q),
        card=int(lm.card),
        max_period=float(transformer.max_period),
        positional_scale=float(transformer.positional_scale),
    )


def _is_published_kind(lm: Any, *, causal: bool) -> bool:
    """Whether the model is built as all published ones are."""
    transformer = lm.transformer
    fusing = {method for method, names in lm.fuser.fuse2cond.items() if names}
    return (
        transformer.positional_embedding == "sin"
        and lm.out_norm is not None
        and all(head.bias is None for head in lm.linears)
        and fusing <= {"cross", "prepend"}
        and all(_is_published_layer(layer, causal=causal) for layer in transformer.layers)
    )


def _is_published_layer(layer: Any, *, causal: bool) -> bool:
    attention = layer.self_attn
    return (
        layer.norm_first
        and attention.custom
        and attention.causal == causal
        and attention.kv_repeat == 1
        and attention.past_context is None
        and attention.in_proj_bias is None
        and not attention.qk_layer_norm
        and layer.linear1.bias is None
        and isinstance(layer.layer_scale_1, nn.Identity)
        and layer.activation in (torch.nn.functional.gelu,)
    )


def _layer(layer: Any) -> Layer:
    attention = layer.self_attn
    return Layer(
        self_norm=_norm(layer.norm1),
        qkv=attention.in_proj_weight,
        out=attention.out_proj.weight,
        cross=_cross(layer) if layer.cross_attention is not None else None,
        feed_norm=_norm(layer.norm2),
        up=layer.linear1.weight,
        down=layer.linear2.weight,
    )


def _cross(layer: Any) -> CrossAttention:
    attention = layer.cross_attention
    query, key, value = attention.in_proj_weight.chunk(3)
    return CrossAttention(
        norm=_norm(layer.norm_cross),
        query=query,
        key=key,
        value=value,
        out=attention.out_proj.weight,
    )


def _norm(norm: Any) -> Norm:
    return Norm(norm.weight, norm.bias)
