"""What of a take is there already: audio it goes on from, or all of it but some parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor

from ..generators import as_global
from .diffusion import Known
from .given import GivenSection, frames_of
from .model import Model


@dataclass(frozen=True, slots=True)
class Stay:
    """What stays of a take.

    Attributes:
        mask: (1, 1, latents), 1 where a latent stays.
        latents: (1, channels, latents), of what stays; 0 elsewhere.
    """

    mask: Tensor
    latents: Tensor

    def told(self, model: Model) -> dict[str, Tensor]:
        """To a model that was trained to fill what a mask leaves open; nothing to others."""
        if not model.wrapped.local_add_cond_ids:
            return {}
        return {"inpaint_mask": self.mask, "inpaint_masked_input": self.latents}


def stay_of(model: Model, section: GivenSection, made: int, generator: Generator) -> Stay | None:
    """What stays of a section of `made` latents; None where nothing does and nothing is told.

    Where all is to be made a model with a place for it is told zeros, which are not nothing: what
    it makes of them has biases.

    Args:
        model: encodes what stays.
        section: of a take.
        made: latents of the pass.
        generator: the take's own; the encoder may draw from it.
    """
    given = section.given
    hop = model.hop
    mask = torch.zeros((1, 1, made), device=model.device)
    wave = np.zeros((1, model.channels, made * hop), np.float32)
    if given.before is not None:
        mask[..., : -(-given.before.frames // hop)] = 1
        wave[0, :, : given.before.frames] = given.before.audio
    elif given.parts is not None:
        frames = min(frames_of(section), made * hop)
        opened = given.parts.open_steps(0, made, hop)
        opened[-(-frames // hop) :] = True  # beyond the take, as the model was trained
        mask[0, 0] = torch.from_numpy(~opened)
        wave[0, :, :frames] = given.parts.laid.heard(0, frames)
    elif model.wrapped.local_add_cond_ids:
        return Stay(mask, torch.zeros((1, model.wrapped.io_channels, made), device=model.device))
    else:
        return None
    with as_global(generator):
        latents = model.wrapped.pretransform.encode(torch.from_numpy(wave).to(model.device))
    return Stay(mask, latents * mask)


def known_of(model: Model, stays: Sequence[Stay | None]) -> Known | None:
    """What a model that cannot be told is held to at each step; of takes that are alike in it."""
    there = [stay for stay in stays if stay is not None]
    if model.wrapped.local_add_cond_ids or not there:
        return None
    return Known(
        torch.cat([stay.mask for stay in there]), torch.cat([stay.latents for stay in there])
    )
