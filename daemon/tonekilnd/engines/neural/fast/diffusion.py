"""A diffusion model in each precision that is asked for."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..stable_audio.model import Model
from .chunks import decoded, radius_of
from .heard_block import HeardBlock
from .matrices import int8_gemm
from .native.abi import DType
from .native.compiler import CannotBuild
from .native.oobleck import NativeOobleck

log = logging.getLogger(__name__)

_BLOCK = "TransformerBlock"
"""Name of stable-audio-tools' class."""


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
        """The model in fp32, bf16 or int8; the last decodes audio in bf16."""
        if precision not in self._made:
            exact = precision == "fp32"
            decode = _decode_of(self._model, DType.FP32 if exact else DType.BF16, self._cache)
            self._made[precision] = Variant(self._in(precision), decode)
        return self._made[precision]

    def _in(self, precision: str) -> Model:
        """The same conditioners and autoencoder around a transformer in another precision."""
        given = self._model
        if precision == "int8" and given.device.type == "cpu":
            return _around(given, _in_int8(given.wrapped.model, self._cache), torch.float32)
        dtype = torch.float32 if precision == "fp32" else torch.bfloat16
        if given.dtype == dtype:
            return given
        return _around(given, copy.deepcopy(given.wrapped.model).to(dtype), dtype)


def _around(model: Model, transformer: nn.Module, dtype: torch.dtype) -> Model:
    wrapped = copy.copy(model.wrapped)
    wrapped._modules = dict(model.wrapped._modules)
    wrapped.model = transformer
    return replace(model, wrapped=wrapped, dtype=dtype)


class Int8Linear(nn.Module):
    """A linear layer in int8, with fp32 around it."""

    def __init__(self, linear: nn.Linear, cache: Path) -> None:
        super().__init__()
        self._matrix = int8_gemm(linear.weight.detach().float(), linear.bias, cache)

    def forward(self, x: Tensor) -> Tensor:
        """The product with rows (..., inputs)."""
        return self._matrix.matmul(x)


def _in_int8(transformer: nn.Module, cache: Path) -> nn.Module:
    """A copy with its blocks' matrices in int8; what leads in and out stays as it is."""
    # What is replaced is shared meanwhile, so that the copy is never there twice.
    linears = [m for m in transformer.modules() if isinstance(m, nn.Linear)]
    copied = copy.deepcopy(transformer, {id(linear): linear for linear in linears}).float()
    return _changed(
        copied, lambda child: type(child).__name__ == _BLOCK, lambda b: block_in_int8(b, cache)
    )


def block_in_int8(block: nn.Module, cache: Path) -> nn.Module:
    """All in one, or where that is not written or cannot be, upstream's around int8 matrices."""
    try:
        return HeardBlock(block, cache)
    except CannotBuild as reason:
        log.info("computing between int8 matrices in torch: %s", reason)
    return _changed(
        block, lambda child: type(child) is nn.Linear, lambda linear: Int8Linear(linear, cache)
    )


def _changed(
    module: nn.Module, chosen: Callable[[nn.Module], bool], made: Callable[[Any], nn.Module]
) -> nn.Module:
    """The module itself, another made of each chosen part of it."""
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if chosen(child):
                setattr(parent, name, made(child))
    return module


def _decode_of(model: Model, dtype: DType, cache: Path) -> Callable[[Tensor, int], Tensor]:
    pretransform = model.wrapped.pretransform
    decoder = pretransform.model.decoder
    if model.device.type == "cpu":
        try:
            native = _native(decoder, dtype, cache)
        except CannotBuild as reason:
            log.info("decoding audio in torch: %s", reason)
        else:
            return lambda latents, frames: native(latents.float() * pretransform.scale, frames)
    radius = radius_of(decoder)

    def decode(latents: Tensor, frames: int) -> Tensor:
        return decoded(pretransform.decode, latents.float(), frames, model.hop, radius)

    return decode


def _native(decoder: Any, dtype: DType, cache: Path) -> NativeOobleck:
    """In bf16 if that was asked for and the machine has it, else in fp32."""
    if dtype is DType.BF16:
        try:
            return NativeOobleck(decoder, cache, DType.BF16)
        except CannotBuild as reason:
            log.info("decoding audio in fp32: %s", reason)
    return NativeOobleck(decoder, cache, DType.FP32)
