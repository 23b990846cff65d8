"""A diffusion model in each precision that is asked for."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..stable_audio.model import Model
from .chunks import CHUNK, decoded, radius_of
from .native.build import CannotBuild
from .native.oobleck import NativeOobleck

log = logging.getLogger(__name__)

NATIVE_CHUNK = 128
"""Latents: larger chunks waste less on what they hear of their neighbours."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A model in one precision.

    Attributes:
        model: its transformer computes in the precision.
        decode: latents (channels, n) and frames to audio (channels, frames) in fp32.
    """

    model: Model
    decode: Callable[[Tensor, int], Tensor]


class FastDiffusion:
    """A model's variants, each made when it is first asked for."""

    def __init__(self, model: Model, home: Path) -> None:
        """Compiled code is kept under the home."""
        self._model = model
        self._cache = home / "compiled"
        self._made: dict[str, Variant] = {}

    def of(self, precision: str) -> Variant:
        """The model in fp32 or bf16."""
        if precision not in self._made:
            dtype = torch.bfloat16 if precision == "bf16" else torch.float32
            model = _in_dtype(self._model, dtype)
            self._made[precision] = Variant(model, _decode_of(model, self._cache))
        return self._made[precision]


def _in_dtype(model: Model, dtype: torch.dtype) -> Model:
    """The same conditioners and autoencoder around a transformer of another type."""
    if model.dtype == dtype:
        return model
    wrapped = copy.copy(model.wrapped)
    wrapped._modules = dict(model.wrapped._modules)
    wrapped.model = copy.deepcopy(model.wrapped.model).to(dtype)
    return replace(model, wrapped=wrapped, dtype=dtype)


def _decode_of(model: Model, cache: Path) -> Callable[[Tensor, int], Tensor]:
    pretransform = model.wrapped.pretransform
    decoder = pretransform.model.decoder
    radius = radius_of(decoder)
    decode_chunk: Callable[[Tensor], Tensor] = pretransform.decode
    chunk = CHUNK
    if model.dtype == torch.bfloat16 and model.device.type == "cpu":
        try:
            decode_chunk = _native(decoder, pretransform.scale, cache)
            chunk = NATIVE_CHUNK
        except CannotBuild as reason:
            log.info("decoding audio in torch: %s", reason)

    def decode(latents: Tensor, frames: int) -> Tensor:
        return decoded(decode_chunk, latents.float(), frames, model.hop, radius, chunk)

    return decode


def _native(decoder: Any, scale: float, cache: Path) -> Callable[[Tensor], Tensor]:
    native = NativeOobleck(decoder, cache)
    return lambda latents: native(latents * scale)
