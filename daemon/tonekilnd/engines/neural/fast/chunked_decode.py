"""Decoding only the latents a clip needs, in overlapping chunks.

A moment of a convolutional decoder's audio depends on a few latents to each side, its receptive
field. Chunks that overlap by that much and are cropped give the samples of the whole, and stay in
the processor's cache.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

CHUNK = 32
"""Latents of one chunk, without what it takes of its neighbours."""


@dataclass(frozen=True, slots=True)
class Span:
    """One chunk, in latents: what is decoded and what of it is kept."""

    first: int
    end: int
    kept_first: int
    kept_end: int


def spans(count: int, total: int, radius: int, chunk: int = CHUNK) -> list[Span]:
    """Chunks that cover the first `count` of `total` latents, each with its neighbourhood."""
    return [
        Span(
            max(0, start - radius),
            min(total, min(start + chunk, count) + radius),
            start,
            min(start + chunk, count),
        )
        for start in range(0, count, chunk)
    ]


def decoded(
    decode: Callable[[Tensor], Tensor],
    latents: Tensor,
    frames: int,
    hop: int,
    radius: int,
    chunk: int = CHUNK,
) -> Tensor:
    """The first `frames` of audio of `latents`, as decoding all of them would give it.

    Args:
        decode: latents (1, channels, n) to audio (1, channels, n * hop).
        latents: (channels, latents) of the model's whole window.
        frames: how much audio is needed.
        hop: frames of audio a latent.
        radius: how many latents to each side a moment of audio depends on.
        chunk: latents of one chunk.

    Returns:
        (channels, frames), or fewer where the window is shorter.
    """
    total = latents.shape[-1]
    count = min(total, math.ceil(frames / hop))
    parts = []
    for span in spans(count, total, radius, chunk):
        audio = decode(latents[None, :, span.first : span.end])[0]
        parts.append(
            audio[:, (span.kept_first - span.first) * hop : (span.kept_end - span.first) * hop]
        )
    return torch.cat(parts, dim=-1)[:, :frames]


def radius_of(decoder: nn.Module) -> int:
    """Latents to each side that a moment of audio depends on, from the decoder's layers.

    Counts the layers in the order in which they are registered, which is taken to be the order
    in which they run; a skip connection only shortens the way.
    """
    rate, radius = 1, 0.0
    for layer in decoder.modules():
        if isinstance(layer, nn.Conv1d):
            radius += (layer.kernel_size[0] - 1) * layer.dilation[0] / 2 / rate
        elif isinstance(layer, nn.ConvTranspose1d):
            radius += layer.kernel_size[0] / layer.stride[0] / rate
            rate *= layer.stride[0]
    return math.ceil(radius)
