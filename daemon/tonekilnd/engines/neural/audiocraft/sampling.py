"""From logits to tokens, with a generator for each take.

The arithmetic is that of audiocraft.utils.utils (sample_top_k, sample_top_p), operation for
operation, so that a take alone draws the tokens upstream draws.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Generator, Tensor

from ..generators import categorical


def drawn(
    probabilities: Tensor, generators: Sequence[Generator], *, top_k: int, top_p: float
) -> Tensor:
    """Draw one token per distribution from the likeliest.

    Args:
        probabilities: (takes, ..., card).
        generators: one a take.
        top_k: how many of the likeliest tokens may be drawn; 0 is all. Ignored with `top_p`.
        top_p: the likeliest tokens up to this much probability may be drawn; 0 is all.

    Returns:
        Tokens of shape (takes, ..., 1).
    """
    if top_p > 0.0:
        return _from_top_p(probabilities, generators, top_p)
    if top_k > 0:
        return _from_top_k(probabilities, generators, min(top_k, probabilities.shape[-1]))
    return categorical(probabilities, generators)


def _from_top_k(probabilities: Tensor, generators: Sequence[Generator], k: int) -> Tensor:
    kept, _ = torch.topk(probabilities, k, dim=-1)
    allowed = probabilities * (probabilities >= kept[..., [-1]]).float()
    return categorical(allowed / allowed.sum(dim=-1, keepdim=True), generators)


def _from_top_p(probabilities: Tensor, generators: Sequence[Generator], p: float) -> Tensor:
    ordered, index = torch.sort(probabilities, dim=-1, descending=True)
    before = torch.cumsum(ordered, dim=-1) - ordered
    allowed = ordered * (~(before > p)).float()
    position = categorical(allowed / allowed.sum(dim=-1, keepdim=True), generators)
    return torch.gather(index, -1, position)
