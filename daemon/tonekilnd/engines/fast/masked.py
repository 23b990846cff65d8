"""MAGNeT's transformer: the whole window at once, words projected once, one codebook's head."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from ..audiocraft.conditions import Conditions
from ..audiocraft.masked import Hear, OpenHearing, upstream_hearing
from ..audiocraft.model import Model
from ..stopping import check
from .decoder import by_head, joined, normed
from .decoder_weights import CrossAttention, DecoderWeights, Layer, weights_of
from .matrices import in_bf16
from .prologue import Prologue, prologue_of


class MaskedTransformer:
    """One decoding's transformer."""

    def __init__(
        self, weights: DecoderWeights, prologue: Prologue, tokens: int, context: int
    ) -> None:
        """For windows of `tokens`; codebooks after the first hear `context` tokens around."""
        self._weights = weights
        self._prologue = prologue.typed(weights.embeddings.dtype)
        self._positions = weights.positions(tokens)
        place = torch.arange(tokens, device=weights.device)
        near = (place[:, None] - place[None]).abs() <= context
        self._near = near if context >= 0 else None

    def logits(self, codes: Tensor, stage: int) -> Tensor:
        """Logits of one codebook, (rows, tokens, card), for codes (rows, codebooks, tokens)."""
        weights = self._weights
        x = weights.embedded(codes) + self._positions
        mask = self._near if stage > 0 else None
        for number, layer in enumerate(weights.layers):
            check()
            x = x + self._self_attention(normed(x, layer.self_norm), layer, mask)
            if layer.cross is not None:
                x = x + self._cross_attention(normed(x, layer.cross.norm), layer.cross, number)
            fed = functional.gelu(functional.linear(normed(x, layer.feed_norm), layer.up))
            x = x + functional.linear(fed, layer.down)
        head = weights.logits[stage * weights.card : (stage + 1) * weights.card]
        return functional.linear(normed(x, weights.norm), head).float()

    def _self_attention(self, x: Tensor, layer: Layer, mask: Tensor | None) -> Tensor:
        query, keys, values = (
            by_head(part, self._weights.heads)
            for part in functional.linear(x, layer.qkv).chunk(3, dim=-1)
        )
        heard = functional.scaled_dot_product_attention(query, keys, values, attn_mask=mask)
        return functional.linear(joined(heard), layer.out)

    def _cross_attention(self, x: Tensor, cross: CrossAttention, number: int) -> Tensor:
        query = by_head(functional.linear(x, cross.query), self._weights.heads)
        heard = functional.scaled_dot_product_attention(
            query, self._prologue.keys[number], self._prologue.values[number]
        )
        return functional.linear(joined(heard), cross.out)


class FastMasked:
    """A model's weights in each precision that is asked for."""

    def __init__(self, lm: Any) -> None:
        self._plain = weights_of(lm, causal=False)
        self._made: dict[str, DecoderWeights] = {}

    def of(self, precision: str) -> OpenHearing:
        """What computes in fp32 or bf16; upstream's own for other architectures."""
        if self._plain is None:
            return upstream_hearing
        if precision not in self._made:
            self._made[precision] = in_bf16(self._plain) if precision == "bf16" else self._plain
        weights, plain = self._made[precision], self._plain

        def opened(model: Model, conditions: Conditions, tokens: int) -> Hear:
            prologue = prologue_of(model.lm, plain, conditions)
            context = int(model.lm.subcodes_context)
            return MaskedTransformer(weights, prologue, tokens, context).logits

        return opened
