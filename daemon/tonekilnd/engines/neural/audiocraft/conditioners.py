"""audiocraft's conditioners on parts that are already here.

Upstream's constructors look T5 and HTDemucs up by name in the hub. These take what was loaded
and inherit the rest, so that what is computed stays upstream's.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from ..text_encoder import TextEncoder
from .upstream import audiocraft

audiocraft()

from audiocraft.modules.chroma import ChromaExtractor  # noqa: E402
from audiocraft.modules.conditioners import (  # noqa: E402
    BaseConditioner,
    ChromaStemConditioner,
    ConditioningProvider,
    T5Conditioner,
)
from audiocraft.utils.autocast import TorchAutocast  # noqa: E402


class LocalT5Conditioner(T5Conditioner):
    """Text through a T5 that was loaded from disk."""

    def __init__(self, encoder: TextEncoder, output_dim: int, device: str) -> None:
        BaseConditioner.__init__(self, encoder.width, output_dim)
        self.name = "t5"
        self.device = device
        self.finetune = False
        self.word_dropout = 0.0
        self.normalize_text = False
        self.autocast = TorchAutocast(enabled=False)
        self.t5_tokenizer = encoder.tokenizer
        # Past nn.Module's bookkeeping: T5 is no part of the checkpoint's state.
        self.__dict__["t5"] = encoder.model


class MixChromaConditioner(ChromaStemConditioner):
    """Melody from the chroma of the audio as given.

    Upstream separates vocals and other melodic stems with HTDemucs first. Without it the chroma
    is the whole mix's, which is also what transformers' MusicGen Melody computes; a melody
    rendered from MIDI has nothing to separate.
    """

    def __init__(
        self, output_dim: int, device: str, duration: float, chroma: dict[str, Any]
    ) -> None:
        BaseConditioner.__init__(self, int(chroma["n_chroma"]), output_dim)
        self.device = device
        self.autocast = TorchAutocast(enabled=False)
        self.sample_rate = int(chroma["sample_rate"])
        self.duration = duration
        # What MusicGen.get_pretrained sets for generation.
        self.match_len_on_eval = True
        self._use_masking = False
        self.eval_wavs = None
        self.cache = None
        self.chroma = ChromaExtractor(
            sample_rate=self.sample_rate,
            n_chroma=int(chroma["n_chroma"]),
            radix2_exp=int(chroma["radix2_exp"]),
            argmax=bool(chroma.get("argmax", False)),
        ).to(device)
        self.chroma_len = self._get_chroma_len()

    def _get_stemmed_wav(self, wav: torch.Tensor, sample_rate: int) -> torch.Tensor:
        del sample_rate  # converted before
        return wav.mean(dim=1, keepdim=True)


def provider_of(conditioners: dict[str, nn.Module], device: str) -> Any:
    """Upstream's provider over these conditioners."""
    return ConditioningProvider(conditioners, device=device)
