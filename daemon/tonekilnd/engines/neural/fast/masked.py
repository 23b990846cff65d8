"""A masked transformer: the whole window at once, words projected once, one codebook's head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from torch import Tensor
from torch.nn import functional

from ..stopping import check
from .decoder import by_head, joined, normed
from .decoder_weights import CrossAttention, DecoderWeights, Layer
from .local_attention import LocalAttention
from .prefill import Prefill
from .quantise import in_bf16, in_int8, int8_gemm, matmul

Attend = Callable[[Tensor, Tensor, Tensor], Tensor]
"""From queries, keys and values (rows, heads, tokens, width) to the attention context, likewise."""


def _attend_to_all(query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return functional.scaled_dot_product_attention(query, keys, values)


class WindowTransformer:
    """One decoding's transformer."""

    def __init__(
        self, weights: DecoderWeights, prefill: Prefill, tokens: int, context: int
    ) -> None:
        """For windows of `tokens`; codebooks after the first attend to `context` tokens around."""
        self._weights = weights
        self._prefill = prefill.typed(weights.embeddings.dtype)
        self._positions = weights.positions(tokens)
        self._local = LocalAttention(tokens, context, weights.device) if context >= 0 else None

    def logits(self, codes: Tensor, stage: int) -> Tensor:
        """Logits of one codebook, (rows, tokens, card), for codes (rows, codebooks, tokens)."""
        weights = self._weights
        x = weights.embedded(codes) + self._positions
        attend = self._local if stage > 0 and self._local else _attend_to_all
        for number, layer in enumerate(weights.layers):
            check()
            x = x + self._self_attention(normed(x, layer.self_norm), layer, attend)
            if layer.cross is not None:
                x = x + self._cross_attention(normed(x, layer.cross.norm), layer.cross, number)
            check()
            fed = functional.gelu(matmul(normed(x, layer.ffn_norm), layer.up))
            x = x + matmul(fed, layer.down)
        head = weights.logits[stage * weights.card : (stage + 1) * weights.card]
        return functional.linear(normed(x, weights.norm), head).float()

    def _self_attention(self, x: Tensor, layer: Layer, attend: Attend) -> Tensor:
        query, keys, values = (
            by_head(part, self._weights.heads) for part in matmul(x, layer.qkv).chunk(3, dim=-1)
        )
        return matmul(joined(attend(query, keys, values)), layer.out)

    def _cross_attention(self, x: Tensor, cross: CrossAttention, number: int) -> Tensor:
        query = by_head(matmul(x, cross.query), self._weights.heads)
        out = functional.scaled_dot_product_attention(
            query, self._prefill.cross_keys[number], self._prefill.cross_values[number]
        )
        return matmul(joined(out), cross.out)


def packed_for_windows(weights: DecoderWeights, precision: str, cache: Path) -> DecoderWeights:
    """Weights in a precision, for many rows at once.

    Args:
        weights: as they came, in fp32.
        precision: fp32, bf16 or int8.
        cache: where compiled code is kept.
    """
    if precision == "fp32":
        return weights
    if precision == "int8" and weights.device.type == "cpu":
        made = partial(int8_gemm, bias=None, cache=cache)
        return replace(in_int8(weights, made), logits=weights.logits)
    return in_bf16(weights)
