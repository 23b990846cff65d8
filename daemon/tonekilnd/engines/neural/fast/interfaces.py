"""What the decode core serves, in tensors and shapes alone; families adapt to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from torch import Tensor

from .prefill import Prefill


class Decoder(Protocol):
    """An autoregressive decoder over codebook tokens that remembers what it was given."""

    def logits(self, columns: Tensor) -> Tensor:
        """Logits (rows, codebooks, card) after columns (rows, codebooks, steps)."""


OpenDecoder = Callable[[Prefill, int], Decoder]
"""Opens a decoder on a prefill with room for a number of steps."""


class Stepper(Protocol):
    """A language model that remembers what it was given since it was opened."""

    def logits(self, columns: Tensor, guidance: float) -> Tensor:
        """Guided logits for the column after these.

        Args:
            columns: (takes, codebooks, steps) of tokens not given before.
            guidance: scale of classifier-free guidance.

        Returns:
            (takes, codebooks, card).
        """


class MaskedTransformer(Protocol):
    """A transformer that sees a whole window of tokens, of which some are masked."""

    def __call__(self, codes: Tensor, stage: int, /) -> Tensor:
        """From codes (rows, codebooks, tokens) to logits of one codebook, (rows, tokens, card)."""


class DiffusionTransformer(Protocol):
    """A transformer that tells what to change in noisy latents."""

    def __call__(self, latents: Tensor, level: Tensor, /, **conditions: Any) -> Tensor:
        """From latents (takes, channels, steps) at noise levels (takes,) to as many again."""


class CodecDecoder(Protocol):
    """The half of an autoencoder that makes audio."""

    def __call__(self, latents: Tensor, frames: int, /) -> Tensor:
        """The first frames of audio, (channels, frames) in fp32, of latents (channels, steps)."""
