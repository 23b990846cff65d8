"""The decoder that this machine has for a precision, and guidance around it."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from .cuda_graph import GraphedDecoder
from .decoder import TorchDecoder, guided
from .decoder_weights import DecoderWeights
from .interfaces import Decoder, OpenDecoder
from .native.compiler import CannotBuild
from .native.decode import NativeDecoder, native_weights
from .native.packing import DTYPES
from .quantise import in_bf16, in_int8

log = logging.getLogger(__name__)


class GuidedStepper:
    """Asks a decoder for the rows that were asked and those with nothing asked, together."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder

    def logits(self, columns: Tensor, guidance: float) -> Tensor:
        """See Stepper."""
        return guided(self._decoder.logits(torch.cat([columns, columns])), guidance)


def decoders(weights: DecoderWeights, precision: str, cache: Path) -> OpenDecoder:
    """Pack weights for a precision, and tell how to open decoders on them.

    Args:
        weights: as they came, in fp32.
        precision: fp32, bf16 or int8.
        cache: where compiled code is kept.
    """
    try:
        return partial(NativeDecoder, native_weights(weights, DTYPES[precision], cache))
    except CannotBuild as reason:
        log.info("decoding in torch: %s", reason)
    if weights.device.type == "cuda":
        return partial(GraphedDecoder, weights if precision == "fp32" else in_bf16(weights))
    if precision == "int8" and weights.device.type == "cpu":
        return partial(TorchDecoder, in_int8(weights))
    if precision == "fp32":
        return partial(TorchDecoder, weights)
    return partial(TorchDecoder, in_bf16(weights))
