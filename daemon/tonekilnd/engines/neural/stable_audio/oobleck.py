"""stable-audio-tools' `OobleckDecoder` as the decode core wants it: a list of conv1d layers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn

from ..fast.native.compiler import CannotBuild
from ..fast.native.conv_layer import ConvLayer, Snake


def conv_layers(decoder: nn.Module) -> list[ConvLayer]:
    """Those of an OobleckDecoder, in running order.

    Raises:
        CannotBuild: it is built in another way than the published ones.
    """
    layers = list(_flat(decoder))
    after = [*[module for _, module in layers[1:]], None]
    found = []
    for (role, module), following in zip(layers, after, strict=True):
        if not isinstance(module, nn.Conv1d | nn.ConvTranspose1d):
            continue
        snake = following if following is not None and hasattr(following, "beta") else None
        if isinstance(module, nn.ConvTranspose1d):
            found.append(_transposed_conv(module, snake))
        else:
            found.append(_conv(module, snake, residual=role == "last"))
    if any(layer.snake is None for layer in found[:-1]):
        raise CannotBuild("this autoencoder has other activations than snakes")
    return found


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


def _conv(module: nn.Conv1d, snake: Any, *, residual: bool) -> ConvLayer:
    (kernel_size,), (dilation,) = module.kernel_size, module.dilation
    return ConvLayer(
        weights=_weight(module).transpose(1, 2),
        bias=module.bias,
        snake=_snake(snake),
        dilation=dilation,
        left_padding=(kernel_size - 1) // 2 * dilation,
        residual=residual,
    )


def _transposed_conv(module: nn.ConvTranspose1d, snake: Any) -> ConvLayer:
    (stride,), (size,), (padding,) = module.stride, module.kernel_size, module.padding
    if size != 2 * stride or 2 * padding != stride:
        raise CannotBuild("this autoencoder upsamples in another way")
    # (inputs, channels, size) as (stride, channels, 2, inputs): the weights of the step before
    # are the later half.
    early, late = _weight(module).permute(2, 1, 0).split(stride)
    weights = torch.stack([late, early], dim=2)
    return ConvLayer(
        weights=weights.reshape(-1, 2, weights.shape[-1]),
        bias=module.bias,
        snake=_snake(snake),
        dilation=1,
        left_padding=1,
        stride=stride,
        trimmed=padding,
        opens_residual=True,
    )


def _weight(module: nn.Module) -> Tensor:
    """A convolution's weight; under weight norm the attribute is only true after a forward."""
    if hasattr(module, "weight_g"):
        return torch._weight_norm(module.weight_v, module.weight_g, 0).detach()
    return module.weight.detach()


def _snake(snake: Any) -> Snake | None:
    """Upstream's module, its parameters stored as logarithms or not."""
    if snake is None:
        return None
    alpha, beta = snake.alpha.detach().float(), snake.beta.detach().float()
    if snake.alpha_logscale:
        alpha, beta = alpha.exp(), beta.exp()
    return Snake(alpha / math.pi, 1 / (beta + snake.no_div_by_zero))
