"""A diffusion model in each precision that is asked for."""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from tonekilnd.domain import LoraWeight

from ..fast.chunked_decode import decoded, radius_of
from ..fast.codec import native_decoder
from ..fast.int8_modules import copied_with, linears_in_int8
from ..fast.interfaces import CodecDecoder
from ..fast.native.abi import DType
from ..fast.native.compiler import CannotBuild
from ..folding import folded_all
from ..lora_files import changes_of
from .adapted import with_matrices
from .block import FastBlock, RotaryTables
from .model import Model
from .oobleck import conv_layers

Loras = tuple[LoraWeight, ...]

log = logging.getLogger(__name__)

_BLOCK = "TransformerBlock"
"""Name of stable-audio-tools' class."""

_CONVOLUTIONS = "OobleckDecoder"
"""The decoder that is computed here, in parts; Stable Audio 3's transformers are upstream's."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A model in one precision.

    Attributes:
        model: its transformer computes in the precision.
        decode: latents (channels, n) and frames to audio (channels, frames) in fp32.
    """

    model: Model
    decode: CodecDecoder


class FastDiffusion:
    """A model's variants, each made when it is first asked for, and LoRAs on one of them."""

    def __init__(self, model: Model, home: Path) -> None:
        """Compiled code and LoRAs are kept under the home."""
        self._model = model
        self._home = home
        self._cache = home / "compiled"
        self._made: dict[str, Variant] = {}
        self._adapted: tuple[str, Loras, Variant] | None = None

    def of(self, precision: str, loras: Loras = ()) -> Variant:
        """The model in fp32, bf16 or int8; the last decodes audio in bf16.

        The one with LoRAs that was asked for last is kept beside the ones without.

        Raises:
            NotFound: a LoRA is not here any more.
            EngineUnavailable: one is damaged, or was made for another model.
        """
        if not loras:
            return self._without(precision)
        if self._adapted is None or self._adapted[:2] != (precision, loras):
            self._adapted = None  # its memory first
            self._adapted = precision, loras, self._with(precision, loras)
        return self._adapted[2]

    def _with(self, precision: str, loras: Loras) -> Variant:
        variant, given = self._without(precision), self._model
        matrices = folded_all(given.state, changes_of(loras, self._home, given.state))
        model = with_matrices(variant.model, given.wrapped.model, matrices, self._cache)
        return replace(variant, model=model)

    def _without(self, precision: str) -> Variant:
        if precision not in self._made:
            exact = precision == "fp32"
            decode = _decode_of(self._model, DType.FP32 if exact else DType.BF16, self._cache)
            self._made[precision] = Variant(self._in(precision), decode)
        return self._made[precision]

    def _in(self, precision: str) -> Model:
        """The same conditioners and autoencoder around a transformer in another precision."""
        given = self._model
        if precision == "int8" and given.device.type == "cpu":
            return _with_transformer(
                given, _in_int8(given.wrapped.model, self._cache), torch.float32
            )
        dtype = torch.float32 if precision == "fp32" else torch.bfloat16
        if given.dtype == dtype:
            return given
        return _with_transformer(given, copy.deepcopy(given.wrapped.model).to(dtype), dtype)


def _with_transformer(model: Model, transformer: nn.Module, dtype: torch.dtype) -> Model:
    wrapped = copy.copy(model.wrapped)
    wrapped._modules = dict(model.wrapped._modules)
    wrapped.model = transformer
    return replace(model, wrapped=wrapped, dtype=dtype)


def _in_int8(transformer: nn.Module, cache: Path) -> nn.Module:
    """A copy with its blocks' matrices in int8; what leads in and out stays as it is."""
    rotary = RotaryTables()
    return copied_with(
        transformer,
        lambda part: type(part).__name__ == _BLOCK,
        lambda block: block_in_int8(block, cache, rotary),
    )


def block_in_int8(block: nn.Module, cache: Path, rotary: RotaryTables | None = None) -> nn.Module:
    """All in one, or where that is not written or cannot be, upstream's around int8 matrices."""
    try:
        return FastBlock(block, cache, rotary)
    except CannotBuild as reason:
        log.info("computing between int8 matrices in torch: %s", reason)
    return linears_in_int8(block, cache)


def _decode_of(model: Model, dtype: DType, cache: Path) -> CodecDecoder:
    pretransform = model.wrapped.pretransform
    decoder = pretransform.model.decoder
    if type(decoder).__name__ != _CONVOLUTIONS:
        return lambda latents, frames: pretransform.decode(latents[None].float())[0][:, :frames]
    if model.device.type == "cpu":
        try:
            native = native_decoder(conv_layers(decoder), dtype, cache)
        except CannotBuild as reason:
            log.info("decoding audio in torch: %s", reason)
        else:
            return lambda latents, frames: native(latents.float() * pretransform.scale, frames)
    radius = radius_of(decoder)

    def decode(latents: Tensor, frames: int) -> Tensor:
        return decoded(pretransform.decode, latents.float(), frames, model.hop, radius)

    return decode
