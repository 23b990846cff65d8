"""The native decoder: same answers as the one in torch, each weight read once a step."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..decoder_weights import DecoderWeights, Layer, Norm
from ..prologue import Prologue
from .build import library
from .compiler import CannotBuild
from .packing import CMatrix, CNorm, Kind, PackedMatrix, fits, packed, steps_in_blocks

MOST_ROWS = 64
"""Rows a single call is given; longer beginnings are fed in parts, to stay in the cache."""


class CLayer(ctypes.Structure):
    """Layer of decode.cpp."""

    _fields_ = [
        ("self_norm", CNorm),
        ("qkv", CMatrix),
        ("out", CMatrix),
        ("cross_norm", CNorm),
        ("cross_query", CMatrix),
        ("cross_out", CMatrix),
        ("feed_norm", CNorm),
        ("up", CMatrix),
        ("down", CMatrix),
    ]


class CDecoder(ctypes.Structure):
    """Decoder of decode.cpp."""

    _fields_ = [
        ("layers", ctypes.POINTER(CLayer)),
        ("norm", CNorm),
        ("logits", CMatrix),
        ("layer_count", ctypes.c_int32),
        ("dim", ctypes.c_int32),
        ("heads", ctypes.c_int32),
        ("has_cross", ctypes.c_int32),
    ]


class CMemory(ctypes.Structure):
    """Memory of decode.cpp."""

    _fields_ = [
        ("keys", ctypes.POINTER(ctypes.c_void_p)),
        ("values", ctypes.POINTER(ctypes.c_void_p)),
        ("cross_keys", ctypes.POINTER(ctypes.c_void_p)),
        ("cross_values", ctypes.POINTER(ctypes.c_void_p)),
        ("sequences", ctypes.c_int32),
        ("most_steps", ctypes.c_int32),
        ("words", ctypes.c_int32),
        ("kind", ctypes.c_int32),
    ]


@dataclass(frozen=True, slots=True)
class NativeWeights:
    """A decoder packed for the native step.

    Attributes:
        plain: where embeddings and the words' projections are taken from.
        c: what C++ is given.
        kept: the memory `c` points into.
        bytes: what one step reads of them.
    """

    plain: DecoderWeights
    step: Any
    c: CDecoder
    kept: tuple[object, ...]
    kind: Kind
    bytes: int


def native_weights(weights: DecoderWeights, kind: Kind, cache: Path) -> NativeWeights:
    """Build the native step if need be, and pack the weights for it.

    Raises:
        CannotBuild: this machine or this model cannot have one.
    """
    if weights.device.type != "cpu":
        raise CannotBuild("the native step is for CPUs")
    if not fits([weights.head_dim, weights.logits.shape[0], weights.layers[0].up.shape[0]]):
        raise CannotBuild("the native step needs sizes in multiples of 16")
    step = library(cache)
    if kind is Kind.INT8 and not step.tonekiln_has_int8():
        raise CannotBuild("the native step has no int8 for this processor")
    packer = _Packer(kind)
    layers = (CLayer * len(weights.layers))(*(packer.layer(layer) for layer in weights.layers))
    decoder = CDecoder(
        layers,
        packer.norm(weights.norm),
        packer.matrix(weights.logits),
        len(weights.layers),
        weights.dim,
        weights.heads,
        int(weights.layers[0].cross is not None),
    )
    return NativeWeights(
        weights, step, decoder, (layers, *packer.kept), kind, sum(m.bytes for m in packer.packed)
    )


class _Packer:
    def __init__(self, kind: Kind) -> None:
        self.kept: list[object] = []
        self.packed: list[PackedMatrix] = []
        self._kind = kind

    def layer(self, layer: Layer) -> CLayer:
        cross = layer.cross
        return CLayer(
            self.norm(layer.self_norm),
            self.matrix(layer.qkv),
            self.matrix(layer.out),
            self.norm(cross.norm) if cross else CNorm(),
            self.matrix(cross.query) if cross else CMatrix(),
            self.matrix(cross.out) if cross else CMatrix(),
            self.norm(layer.feed_norm),
            self.matrix(layer.up),
            self.matrix(layer.down),
        )

    def norm(self, norm: Norm) -> CNorm:
        weight, bias = norm.weight.float().contiguous(), norm.bias.float().contiguous()
        self.kept += [weight, bias]
        return CNorm(weight.data_ptr(), bias.data_ptr())

    def matrix(self, matrix: Tensor) -> CMatrix:
        made = packed(matrix, self._kind)
        self.kept.append(made)
        self.packed.append(made)
        return made.as_c()


class NativeDecoder:
    """One decoding; forgets nothing until it is dropped."""

    def __init__(self, weights: NativeWeights, prologue: Prologue, most_steps: int) -> None:
        """Make room for `most_steps` beyond the prologue's prefix."""
        self._weights = weights
        self._prologue = prologue
        self._seen = 0
        self._threads = torch.get_num_threads()
        plain = weights.plain
        room = prologue.prefix.shape[1] + most_steps
        self._positions = plain.positions(room).float()
        dtype = torch.float32 if weights.kind is Kind.FP32 else torch.bfloat16
        blocks = -(-room // 16)
        lines = (prologue.rows, plain.heads)
        keys = [
            torch.empty((*lines, blocks, plain.head_dim, 16), dtype=dtype) for _ in plain.layers
        ]
        values = [torch.empty((*lines, room, plain.head_dim), dtype=dtype) for _ in plain.layers]
        cross_keys = [steps_in_blocks(part, dtype) for part in prologue.keys]
        cross_values = [part.to(dtype).contiguous() for part in prologue.values]
        tensors = (keys, values, cross_keys, cross_values)
        pointers = [_pointers(of_layers) for of_layers in tensors]
        self._kept = (*tensors, *pointers)
        words = prologue.keys[0].shape[2] if prologue.keys else 0
        kind = Kind.FP32 if dtype is torch.float32 else Kind.BF16
        self._memory = CMemory(*pointers, prologue.rows, room, words, int(kind))

    def logits(self, columns: Tensor) -> Tensor:
        """Logits for the column after these.

        Args:
            columns: (rows, codebooks, steps) of tokens not given before.

        Returns:
            (rows, codebooks, card).
        """
        plain = self._weights.plain
        x = plain.embedded(columns).float()
        if self._seen == 0:
            x = torch.cat([self._prologue.prefix.float(), x], dim=1)
        x = x + self._positions[self._seen : self._seen + x.shape[1]]
        logits = torch.empty((len(columns), plain.codebooks * plain.card))
        for part in x.split(max(1, MOST_ROWS // len(x)), dim=1):
            self._step(part.contiguous(), logits)
        return logits.view(len(columns), plain.codebooks, plain.card)

    def _step(self, x: Tensor, logits: Tensor) -> None:
        steps = x.shape[1]
        self._weights.step.tonekiln_decode(
            ctypes.byref(self._weights.c),
            ctypes.byref(self._memory),
            ctypes.c_void_p(x.data_ptr()),
            steps,
            self._seen,
            ctypes.c_void_p(logits.data_ptr()),
            self._threads,
        )
        self._seen += steps


def _pointers(tensors: list[Tensor]) -> Any:
    return (ctypes.c_void_p * len(tensors))(*(tensor.data_ptr() for tensor in tensors))
