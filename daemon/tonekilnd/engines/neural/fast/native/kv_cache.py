"""The kv cache and the cross-attention cache, as kernels/kv_cache.h lays them out."""

from __future__ import annotations

import ctypes
from typing import Any

import torch
from torch import Tensor

from ..decoder_weights import DecoderWeights
from ..prefill import Prefill
from .abi import CKvCache, DType
from .packing import SIMD_WIDTH, pack_keys


class KvCache:
    """Memory for a number of steps; the kernels fill and read it."""

    def __init__(
        self, weights: DecoderWeights, prefill: Prefill, max_steps: int, dtype: DType
    ) -> None:
        """Take it, and pack the words' keys and values.

        Args:
            weights: of the decoder.
            prefill: its prefix counts among the steps, its words are attended to.
            max_steps: how many there will be, the prefix included.
            dtype: of all that is cached, fp32 or bf16.
        """
        torch_dtype = torch.float32 if dtype is DType.FP32 else torch.bfloat16
        heads = (prefill.rows, weights.heads)
        blocks = -(-max_steps // SIMD_WIDTH)
        keys = [
            torch.empty((*heads, blocks, weights.head_dim, SIMD_WIDTH), dtype=torch_dtype)
            for _ in weights.layers
        ]
        values = [
            torch.empty((*heads, max_steps, weights.head_dim), dtype=torch_dtype)
            for _ in weights.layers
        ]
        cross_keys = [pack_keys(part, torch_dtype) for part in prefill.cross_keys]
        cross_values = [part.to(torch_dtype).contiguous() for part in prefill.cross_values]
        tensors = (keys, values, cross_keys, cross_values)
        pointers = [_pointers(of_layers) for of_layers in tensors]
        self._kept = (*tensors, *pointers)
        cross_steps = prefill.cross_keys[0].shape[2] if prefill.cross_keys else 0
        self.c = CKvCache(*pointers, prefill.rows, max_steps, cross_steps, int(dtype))
        """What C++ is given; valid while this object lives."""


def _pointers(tensors: list[Tensor]) -> Any:
    return (ctypes.c_void_p * len(tensors))(*(tensor.data_ptr() for tensor in tensors))
