"""Chunked decode of latents by conv1d alone, in fp32 or bfloat16, each step computed once.

Every conv1d of the chain reads its input once and writes what the next one reads. A long clip is
made in chunks; of each convolution only those steps are computed that are in the chunk's receptive
field, so that a chunk costs little more than its share.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn

from ...stopping import check
from .abi import CConv1d, CConv1dOutput, DType
from .build import library
from .compiler import CannotBuild
from .conv_layer import ConvLayer
from .workspace import BLOCK, PADDING, Workspace, padded_steps

CHUNK = 48
"""Latents of one chunk: what it needs of memory stays modest."""


class PackedConv:
    """A layer with its weights packed, as kernels/conv1d.h lays them out."""

    def __init__(self, layer: ConvLayer, dtype: DType) -> None:
        self.layer = layer
        weights = _padded(layer.weights)
        outputs, kernel_size, inputs = weights.shape
        self._weights = _in_fp32(weights) if dtype is DType.FP32 else _in_bf16(weights)
        self.inputs, self.outputs = inputs, outputs
        self.channels = outputs // layer.stride
        self._bias = self._per_channel(layer.bias)
        snake = layer.snake
        self._frequency = self._per_channel(None if snake is None else snake.frequency)
        self._amount = self._per_channel(None if snake is None else snake.amount)
        self.c = CConv1d(
            self._weights.data_ptr(),
            _address(self._bias),
            _address(self._frequency),
            _address(self._amount),
            inputs,
            outputs,
            kernel_size,
            layer.dilation,
            self.channels,
        )

    def _per_channel(self, values: Tensor | None) -> Tensor | None:
        if values is None:
            return None
        return nn.functional.pad(values.detach().float(), (0, self.channels - len(values)))


def _padded(weights: Tensor) -> Tensor:
    """Outputs and inputs in whole blocks."""
    outputs, _, inputs = weights.shape
    return nn.functional.pad(weights.float(), (0, -inputs % BLOCK, 0, 0, 0, -outputs % BLOCK))


def _in_fp32(weights: Tensor) -> Tensor:
    outputs, kernel_size, inputs = weights.shape
    blocks = weights.reshape(outputs // BLOCK, BLOCK, kernel_size, inputs)
    return blocks.permute(0, 2, 3, 1).contiguous()


def _in_bf16(weights: Tensor) -> Tensor:
    outputs, kernel_size, inputs = weights.shape
    tiles = weights.reshape(outputs // BLOCK, 2, 16, kernel_size, inputs // BLOCK, 16, 2)
    return tiles.permute(0, 3, 4, 1, 5, 2, 6).to(torch.bfloat16).contiguous()


def _address(tensor: Tensor | None) -> int | None:
    return None if tensor is None else tensor.data_ptr()


@dataclass(frozen=True, slots=True)
class Activations:
    """Steps on their way through the chain.

    Attributes:
        steps: which of the whole they are.
        activated: (PADDING + steps + more, channels), what the next convolution reads.
        residual: (steps, channels) in fp32 before the snake, where a sum needs it; else None.
        residual_steps: which steps `residual` holds.
    """

    steps: range
    activated: Tensor
    residual: Tensor | None = None
    residual_steps: range = range(0)


class ConvDecoder:
    """The decoder of one model."""

    def __init__(self, layers: Sequence[ConvLayer], cache: Path, dtype: DType) -> None:
        """Pack its weights, in fp32 or bf16.

        Raises:
            CannotBuild: this machine or these layers cannot have one.
        """
        self._kernels = library(cache)
        if dtype is DType.BF16 and not self._kernels.tonekiln_has_bf16_conv1d():
            raise CannotBuild("this processor does not multiply bfloat16")
        self._dtype = dtype
        self._layers = [PackedConv(layer, dtype) for layer in layers]
        self._audio_channels = layers[-1].channels
        self.hop = math.prod(layer.stride for layer in layers)
        for before, packed in pairwise(self._layers):
            if packed.inputs != before.channels:
                raise CannotBuild("this autoencoder's channels are no multiples of 32")

    def __call__(self, latents: Tensor, frames: int) -> Tensor:
        """The first frames of the audio of a whole window.

        Args:
            latents: (channels, steps).
            frames: how many are wanted; fewer are made where the window is shorter.

        Returns:
            (channels, frames) in fp32.
        """
        frames = min(frames, latents.shape[-1] * self.hop)
        size = CHUNK * self.hop
        chunks = [range(at, min(at + size, frames)) for at in range(0, frames, size)]
        ranges = [self._ranges(chunk, latents.shape[-1]) for chunk in chunks]
        workspace = Workspace(max(map(self._largest, ranges)), self._dtype)
        audio = torch.empty((self._audio_channels, frames))
        for chunk, steps in zip(chunks, ranges, strict=True):
            audio[:, chunk.start : chunk.stop] = self._chunk(latents, steps, workspace)
        return audio

    def _largest(self, ranges: Sequence[range]) -> int:
        """Numbers of the largest thing on the way through the chain."""
        channels = (self._layers[0].inputs, *(packed.channels for packed in self._layers))
        sizes = zip(ranges, channels, strict=True)
        return max(padded_steps(len(steps)) * count for steps, count in sizes)

    def _chunk(self, latents: Tensor, ranges: Sequence[range], workspace: Workspace) -> Tensor:
        given = latents[:, ranges[0].start : ranges[0].stop].T
        x = Activations(ranges[0], workspace.padded(len(given), self._layers[0].inputs))
        x.activated[PADDING:] = 0
        x.activated[PADDING : PADDING + len(given), : given.shape[1]] = given
        for packed, made in zip(self._layers, ranges[1:], strict=True):
            check()
            x = self._conv1d(packed, x, made, workspace)
        assert x.residual is not None  # noqa: S101 - the last layer keeps it
        return x.residual[:, : self._audio_channels].T

    def _ranges(self, wanted: range, latents: int) -> Sequence[range]:
        """Steps needed of the latents and of every layer's result for these frames."""
        totals = [latents]
        for packed in self._layers:
            totals.append(packed.layer.steps_after(totals[-1]))
        ranges = [wanted]
        for packed, total in zip(reversed(self._layers), reversed(totals[:-1]), strict=True):
            ranges.append(packed.layer.receptive_field(ranges[-1], total))
        return ranges[::-1]

    def _conv1d(
        self, packed: PackedConv, x: Activations, made: range, workspace: Workspace
    ) -> Activations:
        layer = packed.layer
        last = layer.snake is None
        keeps = layer.opens_residual or layer.residual or last
        residual = workspace.residual(len(made), packed.channels) if keeps else None
        activated = torch.empty(0) if last else workspace.padded(len(made), packed.channels)
        rows = layer.rows_for(made)
        to = CConv1dOutput(
            x.residual[made.start - x.residual_steps.start :].data_ptr()
            if layer.residual and x.residual is not None
            else None,
            _address(residual),
            None if last else activated[PADDING:].data_ptr(),
            (made.start + layer.trimmed - rows.start * layer.stride) * packed.channels,
            len(made) * packed.channels,
        )
        first = PADDING + rows.start - layer.left_padding - x.steps.start
        self._kernels.tonekiln_conv1d(
            ctypes.byref(packed.c),
            ctypes.c_void_p(x.activated[first:].data_ptr()),
            len(rows),
            ctypes.byref(to),
            int(self._dtype),
            torch.get_num_threads(),
        )
        if keeps:
            return Activations(made, activated, residual, made)
        return Activations(made, activated, x.residual, x.residual_steps)
