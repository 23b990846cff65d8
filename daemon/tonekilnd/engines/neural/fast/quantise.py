"""Weights in fewer bits: in torch alone where no native product can be built."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from .decoder_weights import DecoderWeights
from .native.compiler import CannotBuild
from .native.gemm import Int8Gemm

log = logging.getLogger(__name__)


class TorchInt8Gemm:
    """A matrix for torch's own dynamically quantised product: one scale an output."""

    def __init__(self, matrix: Tensor, bias: Tensor | None = None) -> None:
        scales = matrix.abs().amax(dim=1).clamp_min(1e-30) / 127
        zeros = torch.zeros(len(scales), dtype=torch.long)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecated, and the fastest that torch 2.13 has
            whole = torch.quantize_per_channel(matrix, scales, zeros, 0, torch.qint8)
        self._packed = torch.ops.quantized.linear_prepack(whole, bias)

    def matmul(self, x: Tensor) -> Tensor:
        """The product with rows (..., inputs)."""
        return torch.ops.quantized.linear_dynamic(x.contiguous(), self._packed)


def int8_gemm(matrix: Tensor, bias: Tensor | None, cache: Path) -> TorchInt8Gemm | Int8Gemm:
    """A matrix that many rows go through at once.

    Args:
        matrix: (outputs, inputs).
        bias: (outputs) or None.
        cache: where compiled code is kept.
    """
    try:
        return Int8Gemm(matrix, bias, cache)
    except CannotBuild as reason:
        log.info("multiplying in torch: %s", reason)
        return TorchInt8Gemm(matrix, bias)


def matmul(x: Tensor, matrix: Tensor | TorchInt8Gemm | Int8Gemm) -> Tensor:
    """Rows (..., inputs) through a matrix (outputs, inputs)."""
    return functional.linear(x, matrix) if isinstance(matrix, Tensor) else matrix.matmul(x)


def in_bf16(weights: DecoderWeights) -> DecoderWeights:
    """Everything in bfloat16."""
    changed: DecoderWeights = _mapped(weights, lambda _name, tensor: tensor.to(torch.bfloat16))
    return changed


def in_int8(
    weights: DecoderWeights, made: Callable[[Tensor], TorchInt8Gemm | Int8Gemm] = TorchInt8Gemm
) -> DecoderWeights:
    """The matrices each step reads in int8; embeddings and norms as they are."""

    def quantised(name: str, tensor: Tensor) -> Any:
        return made(tensor) if name in _READ_EACH_STEP else tensor

    changed: DecoderWeights = _mapped(weights, quantised)
    return changed


_READ_EACH_STEP = {"qkv", "out", "query", "up", "down", "logits"}


def _mapped(part: Any, change: Callable[[str, Tensor], Any]) -> Any:
    """A copy of a tree of dataclasses with its tensors changed."""
    changed = {f.name: _changed(f.name, getattr(part, f.name), change) for f in fields(part)}
    return replace(part, **changed)


def _changed(name: str, value: Any, change: Callable[[str, Tensor], Any]) -> Any:
    if isinstance(value, Tensor):
        return change(name, value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    return _mapped(value, change) if is_dataclass(value) else value
