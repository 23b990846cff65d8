"""Prefill and decode on the kernels: torch's answers, each weight read once a step."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..decoder_weights import DecoderWeights, Layer, Norm
from ..prefill import Prefill
from .abi import CDecoder, CDecoderLayer, CNorm, CPackedMatrix, DType
from .build import library
from .compiler import CannotBuild
from .kv_cache import KvCache
from .packing import PackedMatrix, fits, pack

PREFILL_ROWS = 64
"""Rows a single call is given; a longer prefill is done in parts, to stay in the cache."""


@dataclass(frozen=True, slots=True)
class NativeWeights:
    """A decoder's packed weights.

    Attributes:
        plain: where embeddings and the words' projections are taken from.
        c: what C++ is given.
        kept: the memory `c` points into.
        bytes: what one step reads of them.
    """

    plain: DecoderWeights
    kernels: Any
    c: CDecoder
    kept: tuple[object, ...]
    dtype: DType
    bytes: int


def native_weights(weights: DecoderWeights, dtype: DType, cache: Path) -> NativeWeights:
    """Build the kernels if need be, and pack the weights for them.

    Raises:
        CannotBuild: this machine or this model cannot have one.
    """
    if weights.device.type != "cpu":
        raise CannotBuild("the native kernels are for CPUs")
    if not fits([weights.head_dim, weights.logits.shape[0], weights.layers[0].up.shape[0]]):
        raise CannotBuild("the native kernels need sizes in multiples of 16")
    kernels = library(cache)
    if dtype is DType.INT8 and not kernels.tonekiln_has_int8():
        raise CannotBuild("the native kernels have no int8 for this processor")
    packer = _Packer(dtype)
    layers = (CDecoderLayer * len(weights.layers))(
        *(packer.layer(layer) for layer in weights.layers)
    )
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
        weights,
        kernels,
        decoder,
        (layers, *packer.kept),
        dtype,
        sum(m.bytes for m in packer.packed),
    )


class _Packer:
    def __init__(self, dtype: DType) -> None:
        self.kept: list[object] = []
        self.packed: list[PackedMatrix] = []
        self._dtype = dtype

    def layer(self, layer: Layer) -> CDecoderLayer:
        cross = layer.cross
        return CDecoderLayer(
            self.norm(layer.self_norm),
            self.matrix(layer.qkv),
            self.matrix(layer.out),
            self.norm(cross.norm) if cross else CNorm(),
            self.matrix(cross.query) if cross else CPackedMatrix(),
            self.matrix(cross.out) if cross else CPackedMatrix(),
            self.norm(layer.ffn_norm),
            self.matrix(layer.up),
            self.matrix(layer.down),
        )

    def norm(self, norm: Norm) -> CNorm:
        weight, bias = norm.weight.float().contiguous(), norm.bias.float().contiguous()
        self.kept += [weight, bias]
        return CNorm(weight.data_ptr(), bias.data_ptr())

    def matrix(self, matrix: Tensor) -> CPackedMatrix:
        made = pack(matrix, self._dtype)
        self.kept.append(made)
        self.packed.append(made)
        return made.as_c()


class NativeDecoder:
    """One decoding; forgets nothing until it is dropped."""

    def __init__(self, weights: NativeWeights, prefill: Prefill, most_steps: int) -> None:
        """Make room for `most_steps` beyond the prefill's prefix."""
        self._weights = weights
        self._prefill = prefill
        self._past = 0
        self._threads = torch.get_num_threads()
        max_steps = prefill.prefix.shape[1] + most_steps
        self._positions = weights.plain.positions(max_steps).float()
        cached = DType.FP32 if weights.dtype is DType.FP32 else DType.BF16
        self._cache = KvCache(weights.plain, prefill, max_steps, cached)

    def logits(self, columns: Tensor) -> Tensor:
        """Logits for the column after these.

        Args:
            columns: (rows, codebooks, steps) of tokens not given before.

        Returns:
            (rows, codebooks, card).
        """
        plain = self._weights.plain
        x = plain.embedded(columns).float()
        if self._past == 0:
            x = torch.cat([self._prefill.prefix.float(), x], dim=1)
        x = x + self._positions[self._past : self._past + x.shape[1]]
        logits = torch.empty((len(columns), plain.codebooks * plain.card))
        for part in x.split(max(1, PREFILL_ROWS // len(x)), dim=1):
            self._decode(part.contiguous(), logits)
        return logits.view(len(columns), plain.codebooks, plain.card)

    def _decode(self, x: Tensor, logits: Tensor) -> None:
        steps = x.shape[1]
        self._weights.kernels.tonekiln_decode(
            ctypes.byref(self._weights.c),
            ctypes.byref(self._cache.c),
            ctypes.c_void_p(x.data_ptr()),
            steps,
            self._past,
            ctypes.c_void_p(logits.data_ptr()),
            self._threads,
        )
        self._past += steps
