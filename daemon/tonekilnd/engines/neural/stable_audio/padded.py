"""How long Stable Audio 3 computes for a take: its length, and headroom whose rest is masked.

As stable-audio-tools' `generate_diffusion_cond_inpaint` has it, so that a take alone is upstream's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .model import Model

HEADROOM_SECONDS = 6.0
"""Made after a take's end and not heard (`duration_padding_sec`)."""


@dataclass(frozen=True, slots=True)
class Padded:
    """A pass of the model.

    Attributes:
        latents: that are computed.
        valid: of them, those that may be attended to; the rest is padding.
        told: of them, those of the take itself.
    """

    latents: int
    valid: int
    told: int

    def mask(self, takes: int, device: torch.device) -> Tensor:
        """(takes, latents), True where a latent is valid."""
        return (torch.arange(self.latents, device=device) < self.valid).repeat(takes, 1)


def padded(model: Model, seconds: float) -> Padded:
    """The pass for a take of so many seconds."""
    rate, hop = model.sample_rate, model.hop
    aligned = hop * _latents_together(model)
    wanted = int((seconds + HEADROOM_SECONDS) * rate)
    wanted = min(-(-wanted // aligned) * aligned, model.window)
    latents = wanted // hop
    told = math.ceil(int(seconds * rate) / hop)
    valid = min(told + int(HEADROOM_SECONDS * rate / hop), latents)
    return Padded(latents, valid, min(told, latents))


def _latents_together(model: Model) -> int:
    """How many latents the codec takes at once, where it looks at chunks and not at a window."""
    for layer in getattr(model.wrapped.pretransform.model.encoder, "layers", ()):
        if hasattr(layer, "chunk_size") and layer.sliding_window_latents is None:
            return max(1, int(layer.chunk_size) // int(layer.stride))
    return 1
