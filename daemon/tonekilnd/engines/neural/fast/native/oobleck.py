"""Stable Audio's autoencoder decode, in fp32 or bfloat16, each step computed once.

Every convolution of the chain reads its input once and writes what the next one reads. A long
clip is made in pieces; of each convolution only those steps are computed that the piece hears,
so that a piece costs little more than its share.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ...stopping import check
from .build import library
from .chain import Link, chain_of
from .compiler import CannotBuild
from .packing import Kind
from .rooms import BLOCK, MARGIN, Rooms, with_silence

PIECE = 48
"""Latents of one piece: what it needs of memory stays modest."""


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


class PackedLink:
    """A link as C++ reads it."""

    def __init__(self, link: Link, kind: Kind) -> None:
        self.link = link
        weights = _padded(link.weights)
        outputs, taps, inputs = weights.shape
        self._weights = _in_fp32(weights) if kind is Kind.FP32 else _in_bf16(weights)
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


def _padded(weights: Tensor) -> Tensor:
    """Outputs and inputs in whole blocks."""
    outputs, _, inputs = weights.shape
    return nn.functional.pad(weights.float(), (0, -inputs % BLOCK, 0, 0, 0, -outputs % BLOCK))


def _in_fp32(weights: Tensor) -> Tensor:
    outputs, taps, inputs = weights.shape
    blocks = weights.reshape(outputs // BLOCK, BLOCK, taps, inputs)
    return blocks.permute(0, 2, 3, 1).contiguous()


def _in_bf16(weights: Tensor) -> Tensor:
    outputs, taps, inputs = weights.shape
    tiles = weights.reshape(outputs // BLOCK, 2, 16, taps, inputs // BLOCK, 16, 2)
    return tiles.permute(0, 3, 4, 1, 5, 2, 6).to(torch.bfloat16).contiguous()


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Steps on their way through the chain.

    Attributes:
        steps: which of the whole they are.
        snaked: (MARGIN + steps + more, channels), what the next convolution reads.
        plain: (steps, channels) in fp32 before the snake, where a sum needs it; else None.
        plain_steps: which steps `plain` holds.
    """

    steps: range
    snaked: Tensor
    plain: Tensor | None = None
    plain_steps: range = range(0)


class NativeOobleck:
    """The decoder of one model."""

    def __init__(self, decoder: nn.Module, cache: Path, kind: Kind) -> None:
        """Pack its weights, in fp32 or bf16.

        Raises:
            CannotBuild: this machine or this decoder cannot have one.
        """
        self._step = library(cache)
        if kind is Kind.BF16 and not self._step.tonekiln_convolves_bf16():
            raise CannotBuild("this processor does not multiply bfloat16")
        chain = chain_of(decoder)
        self._kind = kind
        self._links = [PackedLink(link, kind) for link in chain]
        self._audio_channels = chain[-1].channels
        self.hop = math.prod(link.stride for link in chain)
        for before, link in pairwise(self._links):
            if link.inputs != before.channels:
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
        size = PIECE * self.hop
        pieces = [range(at, min(at + size, frames)) for at in range(0, frames, size)]
        ranges = [self._ranges(piece, latents.shape[-1]) for piece in pieces]
        rooms = Rooms(max(map(self._most, ranges)), self._kind)
        audio = torch.empty((self._audio_channels, frames))
        for piece, steps in zip(pieces, ranges, strict=True):
            audio[:, piece.start : piece.stop] = self._piece(latents, steps, rooms)
        return audio

    def _most(self, ranges: Sequence[range]) -> int:
        """Numbers of the largest thing on the way through the chain."""
        channels = (self._links[0].inputs, *(packed.channels for packed in self._links))
        sizes = zip(ranges, channels, strict=True)
        return max(with_silence(len(steps)) * count for steps, count in sizes)

    def _piece(self, latents: Tensor, ranges: Sequence[range], rooms: Rooms) -> Tensor:
        given = latents[:, ranges[0].start : ranges[0].stop].T
        x = Stretch(ranges[0], rooms.silent(len(given), self._links[0].inputs))
        x.snaked[MARGIN:] = 0
        x.snaked[MARGIN : MARGIN + len(given), : given.shape[1]] = given
        for packed, made in zip(self._links, ranges[1:], strict=True):
            check()
            x = self._one(packed, x, made, rooms)
        assert x.plain is not None  # noqa: S101 - the last link keeps it
        return x.plain[:, : self._audio_channels].T

    def _ranges(self, wanted: range, latents: int) -> Sequence[range]:
        """Steps needed of the latents and of every link's result for these frames."""
        totals = [latents]
        for packed in self._links:
            totals.append(packed.link.steps_after(totals[-1]))
        ranges = [wanted]
        for packed, total in zip(reversed(self._links), reversed(totals[:-1]), strict=True):
            ranges.append(packed.link.heard_for(ranges[-1], total))
        return ranges[::-1]

    def _one(self, packed: PackedLink, x: Stretch, made: range, rooms: Rooms) -> Stretch:
        link = packed.link
        last = link.snake is None
        keeps = link.begins or link.residual or last
        plain = rooms.plain(len(made), packed.channels) if keeps else None
        snaked = torch.empty(0) if last else rooms.silent(len(made), packed.channels)
        rows = link.rows_for(made)
        to = CDestination(
            x.plain[made.start - x.plain_steps.start :].data_ptr()
            if link.residual and x.plain is not None
            else None,
            _address(plain),
            None if last else snaked[MARGIN:].data_ptr(),
            (made.start + link.skipped - rows.start * link.stride) * packed.channels,
            len(made) * packed.channels,
        )
        first = MARGIN + rows.start - link.lead - x.steps.start
        self._step.tonekiln_convolve(
            ctypes.byref(packed.c),
            ctypes.c_void_p(x.snaked[first:].data_ptr()),
            len(rows),
            ctypes.byref(to),
            int(self._kind),
            torch.get_num_threads(),
        )
        if keeps:
            return Stretch(made, snaked, plain, made)
        return Stretch(made, snaked, x.plain, x.plain_steps)
