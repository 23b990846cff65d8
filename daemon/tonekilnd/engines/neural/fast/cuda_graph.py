"""The decoder for CUDA: a step is one graph that is captured once and replayed.

A step of a small model is some hundred kernels of a few microseconds each: started one by one,
starting them is what takes the time. A graph needs fixed shapes and addresses, so a step attends
to all of a span of the cache, and a mask that is computed on the device hides what is to come.
Spans grow by `SPAN`, each with a graph of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from .decoder import TorchDecoder, by_head, joined, normed
from .decoder_weights import DecoderWeights, Layer
from .prefill import Prefill
from .quantise import matmul

log = logging.getLogger(__name__)

SPAN = 256
"""Steps: shorter spans read less of what is hidden, longer ones are captured less often."""


class GraphedDecoder(TorchDecoder):
    """One decoding. Beginnings of several steps run as in TorchDecoder, on the same caches."""

    def __init__(self, weights: DecoderWeights, prefill: Prefill, most_steps: int) -> None:
        """Make room for `most_steps` beyond the prefill's prefix."""
        super().__init__(weights, prefill, most_steps)
        for cache in self._caches:
            # What is hidden counts for nothing, but nothing times an accidental NaN is NaN.
            cache.keys.zero_()
            cache.values.zero_()
        device = weights.device
        self._position = torch.zeros(1, dtype=torch.long, device=device)
        self._column = torch.zeros(
            (prefill.rows, weights.codebooks, 1), dtype=torch.long, device=device
        )
        self._steps: dict[int, Callable[[], Tensor]] = {}

    def logits(self, columns: Tensor) -> Tensor:
        """See TorchDecoder; of a single column they are overwritten by the next call."""
        if self._past == 0 or columns.shape[-1] > 1:
            return super().logits(columns)
        self._column.copy_(columns)
        self._position.fill_(self._past)
        self._past += 1
        capacity = self._caches[0].keys.shape[2]
        span = min(-(-self._past // SPAN) * SPAN, capacity)
        if span not in self._steps:
            self._steps[span] = self._replayable(span)
        return self._steps[span]()

    def _replayable(self, span: int) -> Callable[[], Tensor]:
        """A step's graph; where a driver will not capture it, the step itself, which is slower."""
        try:
            return self._captured(span)
        except RuntimeError as reason:
            log.warning("steps are not replayed but run one by one: %s", reason)
            return partial(self._step, span)

    def _captured(self, span: int) -> Callable[[], Tensor]:
        # A first run outside: libraries set themselves up in it. It writes what the replay will.
        side_stream = torch.cuda.Stream()
        side_stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side_stream):
            self._step(span)
        torch.cuda.current_stream().wait_stream(side_stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            logits = self._step(span)

        def replayed() -> Tensor:
            graph.replay()
            return logits

        return replayed

    def _step(self, span: int) -> Tensor:
        """The step at `_position`; nothing in it depends on what the host would have to look at."""
        weights = self._weights
        x = weights.embedded(self._column) + self._positions.index_select(0, self._position)
        visible = torch.arange(span, device=x.device)[None] <= self._position
        for number, layer in enumerate(weights.layers):
            x = x + self._attention_of_span(normed(x, layer.self_norm), layer, number, visible)
            if layer.cross is not None:
                x = x + self._cross_attention(normed(x, layer.cross.norm), layer.cross, number)
            fed = functional.gelu(matmul(normed(x, layer.ffn_norm), layer.up))
            x = x + matmul(fed, layer.down)
        logits = matmul(normed(x[:, -1], weights.norm), weights.logits)
        return logits.view(len(x), weights.codebooks, weights.card)

    def _attention_of_span(self, x: Tensor, layer: Layer, number: int, visible: Tensor) -> Tensor:
        """Attention to the tokens so far, this one among them."""
        query, keys, values = (
            by_head(part, self._weights.heads) for part in matmul(x, layer.qkv).chunk(3, dim=-1)
        )
        cache, span = self._caches[number], visible.shape[-1]
        cache.keys.index_copy_(2, self._position, keys)
        cache.values.index_copy_(2, self._position, values)
        out = functional.scaled_dot_product_attention(
            query, cache.keys[:, :, :span], cache.values[:, :, :span], attn_mask=visible
        )
        return matmul(joined(out), layer.out)
