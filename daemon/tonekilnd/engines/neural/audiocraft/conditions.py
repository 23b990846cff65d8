"""What a model is conditioned on: words, and for some a melody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from .model import Model
from .upstream import audiocraft

audiocraft()

from audiocraft.modules.conditioners import (  # noqa: E402
    ClassifierFreeGuidanceDropout,
    ConditioningAttributes,
    WavCondition,
)

Conditions = dict[str, Any]


def conditions_of(
    model: Model, prompts: Sequence[str], melodies: Sequence[Tensor | None]
) -> Conditions:
    """Condition tensors for guidance: the takes' rows, then as many with nothing asked.

    Args:
        model: the loaded model.
        prompts: one a take; takes of one batch must have equally many T5 tokens, since
            upstream's attention also sees the padding.
        melodies: one a take, (channels, frames) at the model's rate, or None.
    """
    asked = [
        ConditioningAttributes(text={"description": prompt}, wav=_melody(model, melody))
        for prompt, melody in zip(prompts, melodies, strict=True)
    ]
    nothing = ClassifierFreeGuidanceDropout(p=1.0)(asked)
    provider = model.lm.condition_provider
    with torch.inference_mode():
        return dict(provider(provider.tokenize(asked + nothing)))


def prompt_tokens(model: Model, prompt: str) -> int:
    """How many T5 tokens a prompt has."""
    conditioner = model.lm.condition_provider.conditioners["description"]
    return len(conditioner.t5_tokenizer(prompt)["input_ids"])


def _melody(model: Model, melody: Tensor | None) -> dict[str, Any]:
    if not model.takes_melody:
        return {}
    length = 0 if melody is None else melody.shape[-1]
    wave = torch.zeros(1, 1, 1) if melody is None else melody[None]
    return {
        "self_wav": WavCondition(
            wave.to(model.device),
            torch.tensor([length], device=model.device),
            sample_rate=[model.sample_rate],
            path=[None],
            seek_time=[0.0],
        )
    }
