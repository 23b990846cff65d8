"""A language model's weights, packed once for each precision that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import torch

from ..fast.decoder_weights import DecoderWeights
from ..fast.decoders import GuidedStepper, decoders
from ..fast.interfaces import MaskedTransformer, OpenDecoder, Stepper
from ..fast.masked import WindowTransformer, packed_for_windows
from .autoregressive import OpenStepper, upstream_stepper
from .conditions import Conditions
from .lm_weights import prefill_of, weights_of
from .masked import OpenMasked, upstream_masked
from .model import Model


class FastSteppers:
    """Of a model that makes one column of tokens after another."""

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
                open_decoder=decoders(self._weights, precision, self._cache),
            )
        return self._made[precision]


@contextmanager
def _opened(
    model: Model, conditions: Conditions, *, weights: DecoderWeights, open_decoder: OpenDecoder
) -> Iterator[Stepper]:
    with torch.inference_mode():
        prefill = prefill_of(model.lm, weights, conditions)
        yield GuidedStepper(open_decoder(prefill, _most_steps(model)))


def _most_steps(model: Model) -> int:
    """Columns of one pass over the model's window, the codebooks' delays included."""
    pattern: Any = model.lm.pattern_provider.get_pattern(model.window)
    return len(pattern.layout)


class FastMasked:
    """Of a model that sees a whole window at once."""

    def __init__(self, lm: Any, home: Path) -> None:
        """Compiled code is kept under the home."""
        self._plain = weights_of(lm, causal=False)
        self._cache = home / "compiled"
        self._made: dict[str, DecoderWeights] = {}

    def of(self, precision: str) -> OpenMasked:
        """What computes in fp32, bf16 or int8; upstream's own for other architectures."""
        plain = self._plain
        if plain is None:
            return upstream_masked
        if precision not in self._made:
            self._made[precision] = packed_for_windows(plain, precision, self._cache)
        weights = self._made[precision]

        def opened(model: Model, conditions: Conditions, tokens: int) -> MaskedTransformer:
            prefill = prefill_of(model.lm, plain, conditions)
            context = int(model.lm.subcodes_context)
            return WindowTransformer(weights, prefill, tokens, context).logits

        return opened
