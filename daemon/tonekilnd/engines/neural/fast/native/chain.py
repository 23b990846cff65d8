"""Stable Audio's autoencoder decoder (Oobleck) as one chain of convolutions.

Each is followed by a snake, some by a residual sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from .compiler import CannotBuild


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

    def steps_after(self, steps: int) -> int:
        """Steps of the whole result of a whole input."""
        return steps * self.stride

    def rows_for(self, wanted: range) -> range:
        """Rows to compute for these steps of the result; a row makes `stride` of them."""
        first = (wanted.start + self.skipped) // self.stride
        last = (wanted.stop - 1 + self.skipped) // self.stride
        return range(first, last + 1)

    def heard_for(self, wanted: range, steps: int) -> range:
        """Steps, of `steps` there are, that these steps of the result depend on."""
        rows = self.rows_for(wanted)
        reach = (int(self.weights.shape[1]) - 1) * self.dilation
        first = max(0, rows.start - self.lead)
        return range(first, min(steps, rows.stop - self.lead + reach))


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
