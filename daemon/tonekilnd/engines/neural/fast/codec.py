"""The codec's decoder that this machine has for a precision."""

from __future__ import annotations

import logging
from pathlib import Path

from torch import nn

from .interfaces import CodecDecoder
from .native.compiler import CannotBuild
from .native.oobleck import NativeOobleck
from .native.packing import Kind

log = logging.getLogger(__name__)


def native_decoder(decoder: nn.Module, kind: Kind, cache: Path) -> CodecDecoder:
    """In bf16 if that was asked for and the machine has it, else in fp32.

    Args:
        decoder: a chain of convolutions with snakes between them.
        kind: of the numbers that are multiplied.
        cache: where compiled code is kept.

    Raises:
        CannotBuild: this machine or this decoder cannot have one.
    """
    if kind is Kind.BF16:
        try:
            return NativeOobleck(decoder, cache, Kind.BF16)
        except CannotBuild as reason:
            log.info("decoding audio in fp32: %s", reason)
    return NativeOobleck(decoder, cache, Kind.FP32)
