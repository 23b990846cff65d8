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
        """Every token hears `context` tokens before it and after it."""
        self._tokens, self._context = tokens, context
        self._blocks = -(-tokens // BLOCK)
        asking = torch.arange(self._blocks * BLOCK, device=device).view(self._blocks, BLOCK, 1)
        first = torch.arange(self._blocks, device=device)[:, None, None] * BLOCK - context
        heard = first + torch.arange(BLOCK + 2 * context, device=device)
        there = (heard >= 0) & (heard < tokens)
        near = (asking - heard).abs() <= context
        # Queries beyond the end hear something, so that no sum is over nothing.
        self._mask = (near & there) | (asking >= tokens)

    def __call__(self, query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Queries, keys and values (rows, heads, tokens, width) to what is heard, likewise."""
        rows, heads, tokens, width = query.shape
        extra = self._blocks * BLOCK - tokens
        asked = functional.pad(query, (0, 0, 0, extra)).view(-1, self._blocks, BLOCK, width)
        heard = functional.scaled_dot_product_attention(
            asked, self._neighbourhoods(keys), self._neighbourhoods(values), attn_mask=self._mask
        )
        return heard.reshape(rows, heads, -1, width)[:, :, :tokens]

    def _neighbourhoods(self, x: Tensor) -> Tensor:
        """(rows * heads, blocks, BLOCK + 2 * context, width)."""
        extra = self._blocks * BLOCK - self._tokens
        padded = functional.pad(x, (0, 0, self._context, self._context + extra)).flatten(0, 1)
        return padded.unfold(1, BLOCK + 2 * self._context, BLOCK).transpose(2, 3)
