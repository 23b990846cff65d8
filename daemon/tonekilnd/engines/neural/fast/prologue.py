"""What a decoder hears before its first token: a prefix, and words to attend to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from .decoder_weights import DecoderWeights


@dataclass(frozen=True, slots=True)
class Prologue:
    """Conditions in the decoder's own terms; a row is a take, asked or with nothing asked.

    Attributes:
        prefix: (rows, steps, dim) put before the tokens; steps may be 0.
        keys: per layer (rows, heads, words, head_dim); empty where nothing is attended to.
        values: likewise.
    """

    prefix: Tensor
    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]

    @property
    def rows(self) -> int:
        """Sequences decoded together."""
        return len(self.prefix)

    def typed(self, dtype: torch.dtype) -> Prologue:
        """The same in another type."""
        return Prologue(
            self.prefix.to(dtype),
            tuple(keys.to(dtype) for keys in self.keys),
            tuple(values.to(dtype) for values in self.values),
        )


def prologue_of(lm: Any, weights: DecoderWeights, conditions: Mapping[str, Any]) -> Prologue:
    """Fuse conditions as audiocraft's ConditionFuser does, and project them once.

    Args:
        lm: audiocraft's model, whose fuser is asked.
        weights: of the same model.
        conditions: condition tensors with their masks, by name.
    """
    rows = len(next(iter(conditions.values()))[0])
    nothing = torch.zeros(
        (rows, 0, weights.dim), device=weights.device, dtype=weights.embeddings.dtype
    )
    prefix, words = lm.fuser(nothing, conditions)
    crosses = [layer.cross for layer in weights.layers if layer.cross is not None]
    if words is None or not crosses:
        return Prologue(prefix, (), ())
    keys = tuple(_by_head(functional.linear(words, cross.key), weights) for cross in crosses)
    values = tuple(_by_head(functional.linear(words, cross.value), weights) for cross in crosses)
    return Prologue(prefix, keys, values)


def _by_head(projected: Tensor, weights: DecoderWeights) -> Tensor:
    rows, steps, _ = projected.shape
    split = projected.view(rows, steps, weights.heads, weights.head_dim)
    return split.transpose(1, 2).contiguous()
