"""The decoder in torch: a static kv cache, nothing computed twice. Runs on any device."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .decoder_weights import CrossAttention, DecoderWeights, Layer, Norm
from .prefill import Prefill
from .quantise import matmul

EPSILON = 1e-5


@dataclass(frozen=True, slots=True)
class KvCache:
    """Keys and values of one layer, (rows, heads, steps, head_dim)."""

    keys: Tensor
    values: Tensor

    def extended(self, keys: Tensor, values: Tensor, first: int) -> tuple[Tensor, Tensor]:
        """Everything up to and with these, which begin at step `first`."""
        end = first + keys.shape[2]
        self.keys[:, :, first:end] = keys
        self.values[:, :, first:end] = values
        return self.keys[:, :, :end], self.values[:, :, :end]


class TorchDecoder:
    """One decoding; forgets nothing until it is dropped."""

    def __init__(self, weights: DecoderWeights, prefill: Prefill, most_steps: int) -> None:
        """Make room for `most_steps` beyond the prefill's prefix."""
        capacity = prefill.prefix.shape[1] + most_steps
        empty = weights.embeddings.new_empty
        shape = (prefill.rows, weights.heads, capacity, weights.head_dim)
        self._weights = weights
        self._prefill = prefill.typed(weights.embeddings.dtype)
        self._caches = [KvCache(empty(shape), empty(shape)) for _ in weights.layers]
        self._positions = weights.positions(capacity)
        self._past = 0

    def logits(self, columns: Tensor) -> Tensor:
        """Logits for the column after these.

        Args:
            columns: (rows, codebooks, steps) of tokens not given before.

        Returns:
            (rows, codebooks, card).
        """
        x = self._weights.embedded(columns)
        if self._past == 0:
            x = torch.cat([self._prefill.prefix, x], dim=1)
        x = x + self._positions[self._past : self._past + x.shape[1]]
        for number, layer in enumerate(self._weights.layers):
            x = self._block(x, layer, number)
        self._past += x.shape[1]
        last = normed(x[:, -1], self._weights.norm)
        logits = matmul(last, self._weights.logits)
        return logits.view(len(columns), self._weights.codebooks, self._weights.card)

    def _block(self, x: Tensor, layer: Layer, number: int) -> Tensor:
        x = x + self._self_attention(normed(x, layer.self_norm), layer, self._caches[number])
        if layer.cross is not None:
            x = x + self._cross_attention(normed(x, layer.cross.norm), layer.cross, number)
        fed = functional.gelu(matmul(normed(x, layer.ffn_norm), layer.up))
        return x + matmul(fed, layer.down)

    def _self_attention(self, x: Tensor, layer: Layer, cache: KvCache) -> Tensor:
        query, keys, values = (
            by_head(part, self._weights.heads) for part in matmul(x, layer.qkv).chunk(3, dim=-1)
        )
        all_keys, all_values = cache.extended(keys, values, self._past)
        mask = _causal(self._past, x.shape[1], x.device)
        context = functional.scaled_dot_product_attention(
            query, all_keys, all_values, attn_mask=mask
        )
        return matmul(joined(context), layer.out)

    def _cross_attention(self, x: Tensor, cross: CrossAttention, number: int) -> Tensor:
        query = by_head(matmul(x, cross.query), self._weights.heads)
        context = functional.scaled_dot_product_attention(
            query, self._prefill.cross_keys[number], self._prefill.cross_values[number]
        )
        return matmul(joined(context), cross.out)


def normed(x: Tensor, norm: Norm) -> Tensor:
    """Layer norm over the last dimension."""
    return functional.layer_norm(x, x.shape[-1:], norm.weight, norm.bias, EPSILON)


def by_head(x: Tensor, heads: int) -> Tensor:
    """(rows, steps, dim) as (rows, heads, steps, head_dim)."""
    rows, steps, _ = x.shape
    return x.view(rows, steps, heads, -1).transpose(1, 2)


def joined(heads: Tensor) -> Tensor:
    """The other way round."""
    return heads.transpose(1, 2).flatten(2)


def _causal(past: int, steps: int, device: torch.device) -> Tensor | None:
    """Which of all steps so far each new step may attend to; None for all of them."""
    if steps == 1:
        return None
    asking = torch.arange(past, past + steps, device=device)[:, None]
    return asking >= torch.arange(past + steps, device=device)[None]


def guided(logits: Tensor, guidance: float) -> Tensor:
    """Classifier-free guidance: rows that were asked, then as many with nothing asked."""
    asked, nothing = logits.chunk(2)
    return nothing + (asked - nothing) * guidance
