"""The codec's decoder that this machine has for a precision."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from .interfaces import CodecDecoder
from .native.abi import DType
from .native.compiler import CannotBuild
from .native.conv_decoder import ConvDecoder
from .native.conv_layer import ConvLayer

log = logging.getLogger(__name__)


def native_decoder(layers: Sequence[ConvLayer], dtype: DType, cache: Path) -> CodecDecoder:
    """In bf16 if that was asked for and the machine has it, else in fp32.

    Args:
        layers: in running order.
        dtype: of the numbers that are multiplied.
        cache: where compiled code is kept.

    Raises:
        CannotBuild: this machine or these layers cannot have one.
    """
    if dtype is DType.BF16:
        try:
            return ConvDecoder(layers, cache, DType.BF16)
        except CannotBuild as reason:
            log.info("decoding audio in fp32: %s", reason)
    return ConvDecoder(layers, cache, DType.FP32)
