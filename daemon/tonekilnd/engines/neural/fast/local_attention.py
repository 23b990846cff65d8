"""Local attention: every token attends to a few to each side.

Tokens are taken in blocks, each with its neighbourhood, so that what is out of reach is not
computed; the answers are those of a mask over all of them.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

BLOCK = 32


class LocalAttention:
    """For windows of one length."""

    def __init__(self, tokens: int, context: int, device: torch.device) -> None:
        """Every token attends to `context` tokens before it and after it."""
        self._tokens, self._context = tokens, context
        self._blocks = -(-tokens // BLOCK)
        queries = torch.arange(self._blocks * BLOCK, device=device).view(self._blocks, BLOCK, 1)
        first = torch.arange(self._blocks, device=device)[:, None, None] * BLOCK - context
        keys = first + torch.arange(BLOCK + 2 * context, device=device)
        there = (keys >= 0) & (keys < tokens)
        near = (queries - keys).abs() <= context
        # Queries beyond the end attend to something, so that no sum is over nothing.
        self._mask = (near & there) | (queries >= tokens)

    def __call__(self, query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """The context of queries, keys and values (rows, heads, tokens, head_dim), likewise."""
        rows, heads, tokens, width = query.shape
        extra = self._blocks * BLOCK - tokens
        blocks = functional.pad(query, (0, 0, 0, extra)).view(-1, self._blocks, BLOCK, width)
        out = functional.scaled_dot_product_attention(
            blocks, self._neighbourhoods(keys), self._neighbourhoods(values), attn_mask=self._mask
        )
        return out.reshape(rows, heads, -1, width)[:, :, :tokens]

    def _neighbourhoods(self, x: Tensor) -> Tensor:
        """(rows * heads, blocks, BLOCK + 2 * context, width)."""
        extra = self._blocks * BLOCK - self._tokens
        padded = functional.pad(x, (0, 0, self._context, self._context + extra)).flatten(0, 1)
        return padded.unfold(1, BLOCK + 2 * self._context, BLOCK).transpose(2, 3)
