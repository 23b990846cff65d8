"""The fast decoder as the stepper that MusicGen's and AudioGen's loop asks for logits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor

from ..audiocraft.autoregressive import OpenStepper, Stepper, upstream_stepper
from ..audiocraft.conditions import Conditions
from ..audiocraft.model import Model
from .decoder import TorchDecoder, guided
from .decoder_weights import DecoderWeights, weights_of
from .graphed import GraphedDecoder
from .matrices import in_bf16, in_int8
from .native.compiler import CannotBuild
from .native.decode import NativeDecoder, native_weights
from .native.packing import DTYPES
from .prologue import Prologue, prologue_of


class Decoder(Protocol):
    """Either decoder."""

    def logits(self, columns: Tensor) -> Tensor:
        """Logits (rows, codebooks, card) after columns (rows, codebooks, steps)."""


log = logging.getLogger(__name__)

OpenDecoder = Callable[[Prologue, int], Decoder]
"""Opens a decoder on a prologue with room for a number of steps."""


class FastStepper:
    """Asks the decoder for the rows that were asked and those with nothing asked, together."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder

    def logits(self, columns: Tensor, guidance: float) -> Tensor:
        """See Stepper."""
        return guided(self._decoder.logits(torch.cat([columns, columns])), guidance)


class FastSteppers:
    """A model's weights, packed once for each precision that is asked for."""

    def __init__(self, model: Model, home: Path) -> None:
        """Compiled code is kept under the home."""
        self._weights = weights_of(model.lm)
        self._cache = home / "compiled"
        self._made: dict[str, OpenStepper] = {}

    def of(self, precision: str) -> OpenStepper:
        """How to open steppers in fp32, bf16 or int8; upstream's own for other architectures."""
        if self._weights is None:
            return upstream_stepper
        if precision not in self._made:
            self._made[precision] = partial(
                _opened,
                weights=self._weights,
                open_decoder=_decoders(self._weights, precision, self._cache),
            )
        return self._made[precision]


@contextmanager
def _opened(
    model: Model, conditions: Conditions, *, weights: DecoderWeights, open_decoder: OpenDecoder
) -> Iterator[Stepper]:
    with torch.inference_mode():
        prologue = prologue_of(model.lm, weights, conditions)
        yield FastStepper(open_decoder(prologue, _most_steps(model)))


def _most_steps(model: Model) -> int:
    """Columns of one pass over the model's window, the codebooks' delays included."""
    pattern: Any = model.lm.pattern_provider.get_pattern(model.window)
    return len(pattern.layout)


def _decoders(weights: DecoderWeights, precision: str, cache: Path) -> OpenDecoder:
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
