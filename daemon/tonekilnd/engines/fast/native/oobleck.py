"""Stable Audio's autoencoder decode in bfloat16 on AMX tiles.

The decoder (Oobleck of stable-audio-tools) is one chain of convolutions: each is followed by a
snake, some by a residual sum. Each link reads its input once and writes what the next one reads.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ...stopping import check
from .build import CannotBuild, library

BLOCK = 32
MARGIN = 32
"""Rows of silence before the first step and after the last: more than any tap reaches."""


class CConvolution(ctypes.Structure):
    """Convolution of convolve.cpp."""

    _fields_ = [
        ("weights", ctypes.c_void_p),
        ("bias", ctypes.c_void_p),
        ("frequency", ctypes.c_void_p),
        ("amount", ctypes.c_void_p),
        ("inputs", ctypes.c_int32),
        ("outputs", ctypes.c_int32),
        ("taps", ctypes.c_int32),
        ("dilation", ctypes.c_int32),
        ("channels", ctypes.c_int32),
    ]


class CDestination(ctypes.Structure):
    """Destination of convolve.cpp."""

    _fields_ = [
        ("added", ctypes.c_void_p),
        ("plain", ctypes.c_void_p),
        ("snaked", ctypes.c_void_p),
        ("skipped", ctypes.c_int64),
        ("limit", ctypes.c_int64),
    ]


@dataclass(frozen=True, slots=True)
class Link:
    """One convolution of the chain.

    Attributes:
        weights: (outputs, taps, inputs) in fp32; a transposed convolution is one with two taps
            whose outputs are `stride` steps of its channels.
        bias: (channels,) or None.
        snake: the module that follows, or None after the last.
        lead: rows before the first that the first tap reads.
        skipped: steps of the result to leave out at its start.
        stride: steps of the result to a step of the input.
        begins: whether its result is what the next residual sum adds to.
        residual: whether it is added to what came before.
    """

    weights: Tensor
    bias: Tensor | None
    snake: Any
    dilation: int
    lead: int
    stride: int = 1
    skipped: int = 0
    begins: bool = False
    residual: bool = False

    @property
    def channels(self) -> int:
        """Of the result."""
        return int(self.weights.shape[0]) // self.stride


def chain_of(decoder: nn.Module) -> list[Link]:
    """An OobleckDecoder as a chain.

    Raises:
        CannotBuild: it is built in another way than the published ones.
    """
    layers = list(_flat(decoder))
    after = [*[module for _, module in layers[1:]], None]
    chain = []
    for (role, module), following in zip(layers, after, strict=True):
        if not isinstance(module, nn.Conv1d | nn.ConvTranspose1d):
            continue
        snake = following if following is not None and hasattr(following, "beta") else None
        if isinstance(module, nn.ConvTranspose1d):
            chain.append(_upsampling(module, snake))
        else:
            chain.append(_plain(module, snake, residual=role == "last"))
    if any(link.snake is None for link in chain[:-1]):
        raise CannotBuild("this autoencoder has other activations than snakes")
    return chain


def _flat(decoder: nn.Module) -> Iterator[tuple[str, Any]]:
    """Layers in running order, each with its role in its residual unit."""
    for module in decoder.layers:
        if not hasattr(module, "layers"):
            if not isinstance(module, nn.Identity):
                yield "", module
            continue
        for inner in module.layers:
            if not hasattr(inner, "layers"):
                yield "", inner
                continue
            unit = list(inner.layers)
            for layer in unit:
                yield "last" if layer is unit[-1] else "", layer


def _plain(module: nn.Conv1d, snake: Any, *, residual: bool) -> Link:
    (taps,), (dilation,) = module.kernel_size, module.dilation
    return Link(
        weights=_weight(module).transpose(1, 2),
        bias=module.bias,
        snake=snake,
        dilation=dilation,
        lead=(taps - 1) // 2 * dilation,
        residual=residual,
    )


def _upsampling(module: nn.ConvTranspose1d, snake: Any) -> Link:
    (stride,), (size,), (padding,) = module.stride, module.kernel_size, module.padding
    if size != 2 * stride or 2 * padding != stride:
        raise CannotBuild("this autoencoder upsamples in another way")
    # (inputs, channels, size) as (stride, channels, taps, inputs): the tap on the step before
    # holds the later half.
    early, late = _weight(module).permute(2, 1, 0).split(stride)
    weights = torch.stack([late, early], dim=2)
    return Link(
        weights=weights.reshape(-1, 2, weights.shape[-1]),
        bias=module.bias,
        snake=snake,
        dilation=1,
        lead=1,
        stride=stride,
        skipped=padding,
        begins=True,
    )


def _weight(module: nn.Module) -> Tensor:
    """A convolution's weight; under weight norm the attribute is only true after a forward."""
    if hasattr(module, "weight_g"):
        return torch._weight_norm(module.weight_v, module.weight_g, 0).detach()
    return module.weight.detach()


class PackedLink:
    """A link as C++ reads it."""

    def __init__(self, link: Link) -> None:
        self.link = link
        weights = _padded(link.weights, link.weights.shape[0], link.weights.shape[2])
        outputs, taps, inputs = weights.shape
        tiles = weights.reshape(outputs // BLOCK, 2, 16, taps, inputs // BLOCK, 16, 2)
        self._weights = tiles.permute(0, 3, 4, 1, 5, 2, 6).to(torch.bfloat16).contiguous()
        self.inputs, self.outputs = inputs, outputs
        self.channels = outputs // link.stride
        self._bias = self._per_channel(link.bias)
        frequency, amount = _snake(link.snake)
        self._frequency, self._amount = self._per_channel(frequency), self._per_channel(amount)
        self.c = CConvolution(
            self._weights.data_ptr(),
            _address(self._bias),
            _address(self._frequency),
            _address(self._amount),
            inputs,
            outputs,
            taps,
            link.dilation,
            self.channels,
        )

    def _per_channel(self, values: Tensor | None) -> Tensor | None:
        if values is None:
            return None
        return nn.functional.pad(values.detach().float(), (0, self.channels - len(values)))


def _padded(weights: Tensor, outputs: int, inputs: int) -> Tensor:
    return nn.functional.pad(
        weights.float(), (0, -inputs % BLOCK, 0, 0, 0, -outputs % BLOCK)
    ).contiguous()


def _snake(snake: Any) -> tuple[Tensor | None, Tensor | None]:
    """Turns per unit, and what the squared sine is scaled by."""
    if snake is None:
        return None, None
    alpha, beta = snake.alpha.detach().float(), snake.beta.detach().float()
    if snake.alpha_logscale:
        alpha, beta = alpha.exp(), beta.exp()
    return alpha / math.pi, 1 / (beta + snake.no_div_by_zero)


def _address(tensor: Tensor | None) -> int | None:
    return None if tensor is None else tensor.data_ptr()


class NativeOobleck:
    """The decoder of one model."""

    def __init__(self, decoder: nn.Module, cache: Path) -> None:
        """Pack its weights.

        Raises:
            CannotBuild: this machine or this decoder cannot have one.
        """
        self._step = library(cache)
        if not self._step.tonekiln_has_tiles():
            raise CannotBuild("this processor has no AMX tiles")
        chain = chain_of(decoder)
        self._links = [PackedLink(link) for link in chain]
        self._audio_channels = chain[-1].channels
        for before, link in pairwise(self._links):
            if link.inputs != before.channels:
                raise CannotBuild("this autoencoder's channels are no multiples of 32")

    def __call__(self, latents: Tensor) -> Tensor:
        """Audio (1, channels, frames) of latents (1, channels, steps)."""
        steps = latents.shape[-1]
        x = _silent(steps, self._links[0].inputs).zero_()
        x[MARGIN : MARGIN + steps, : latents.shape[1]] = latents[0].T
        plain: Tensor | None = None
        for packed in self._links:
            check()
            x, plain, steps = self._one(packed, x, plain, steps)
        assert plain is not None  # noqa: S101 - the last link has no snake
        return plain[:, : self._audio_channels].T[None]

    def _one(
        self, packed: PackedLink, x: Tensor, before: Tensor | None, steps: int
    ) -> tuple[Tensor, Tensor | None, int]:
        link = packed.link
        made = steps * link.stride
        last = link.snake is None
        plain = before
        if link.begins or last:
            plain = torch.empty((made, packed.channels))
        snaked = torch.empty(0) if last else _silent(made, packed.channels)
        keeps = link.begins or link.residual or last
        to = CDestination(
            _address(before) if link.residual else None,
            _address(plain) if keeps else None,
            None if last else snaked[MARGIN:].data_ptr(),
            link.skipped * packed.channels,
            made * packed.channels,
        )
        self._step.tonekiln_convolve(
            ctypes.byref(packed.c),
            ctypes.c_void_p(x[MARGIN - link.lead :].data_ptr()),
            steps + (1 if link.skipped else 0),
            ctypes.byref(to),
            torch.get_num_threads(),
        )
        return snaked, plain, made


def _silent(steps: int, channels: int) -> Tensor:
    """Room for steps with silence around them, whole blocks of them."""
    rows = MARGIN + -(-steps // BLOCK) * BLOCK + 2 * MARGIN
    x = torch.empty((rows, channels), dtype=torch.bfloat16)
    x[:MARGIN] = 0
    x[MARGIN + steps :] = 0
    return x
