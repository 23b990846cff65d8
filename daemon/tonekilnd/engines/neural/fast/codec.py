"""The codec's decoder that this machine has for a precision."""

from __future__ import annotations

import logging
from pathlib import Path

from torch import nn

from .interfaces import CodecDecoder
from .native.abi import DType
from .native.compiler import CannotBuild
from .native.oobleck import NativeOobleck

log = logging.getLogger(__name__)


def native_decoder(decoder: nn.Module, dtype: DType, cache: Path) -> CodecDecoder:
    """In bf16 if that was asked for and the machine has it, else in fp32.

    Args:
        decoder: a chain of convolutions with snakes between them.
        dtype: of the numbers that are multiplied.
        cache: where compiled code is kept.

    Raises:
        CannotBuild: this machine or this decoder cannot have one.
    """
    if dtype is DType.BF16:
        try:
            return NativeOobleck(decoder, cache, DType.BF16)
        except CannotBuild as reason:
            log.info("decoding audio in fp32: %s", reason)
    return NativeOobleck(decoder, cache, DType.FP32)
