"""What a decoder is given before its first token: a prefix, and a cross-attention cache."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .decoder_weights import DecoderWeights


@dataclass(frozen=True, slots=True)
class Prefill:
    """Conditions in the decoder's own terms; a row is a take, asked or with nothing asked.

    Attributes:
        prefix: (rows, steps, dim) put before the tokens; steps may be 0.
        cross_keys: the cross-attention cache, per layer (rows, heads, words, head_dim); empty
            where nothing is attended to.
        cross_values: likewise.
    """

    prefix: Tensor
    cross_keys: tuple[Tensor, ...]
    cross_values: tuple[Tensor, ...]

    @property
    def rows(self) -> int:
        """Sequences decoded together."""
        return len(self.prefix)

    @classmethod
    def projected(cls, prefix: Tensor, words: Tensor | None, weights: DecoderWeights) -> Prefill:
        """Keys and values of the words, computed once for all steps.

        Args:
            prefix: (rows, steps, dim).
            words: (rows, words, dim), or None where there are none to attend to.
            weights: whose layers attend to them.
        """
        crosses = [layer.cross for layer in weights.layers if layer.cross is not None]
        if words is None or not crosses:
            return cls(prefix, (), ())
        keys = tuple(_by_head(functional.linear(words, cross.key), weights) for cross in crosses)
        values = tuple(
            _by_head(functional.linear(words, cross.value), weights) for cross in crosses
        )
        return cls(prefix, keys, values)

    def typed(self, dtype: torch.dtype) -> Prefill:
        """The same in another type."""
        return Prefill(
            self.prefix.to(dtype),
            tuple(keys.to(dtype) for keys in self.cross_keys),
            tuple(values.to(dtype) for values in self.cross_values),
        )


def _by_head(projected: Tensor, weights: DecoderWeights) -> Tensor:
    rows, steps, _ = projected.shape
    split = projected.view(rows, steps, weights.heads, weights.head_dim)
    return split.transpose(1, 2).contiguous()
