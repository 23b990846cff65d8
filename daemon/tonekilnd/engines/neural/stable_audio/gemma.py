"""The encoder half of a T5Gemma, the text encoder of Stable Audio 3, from a local folder only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from tonekiln import foreign
from tonekiln.protocol.errors import EngineUnavailable

from ...checkpoints.forms import SAFETENSORS
from .. import weights
from ..text_encoder import TextEncoder, quiet, tokenizer_in

from transformers import GemmaTokenizer, T5GemmaConfig, T5GemmaEncoderModel  # isort: skip

_PREFIXES = ("model.encoder.", "encoder.")
"""Of the encoder's tensors in a whole T5Gemma's file, and in one of the encoder alone."""


def gemma_in(folder: Path) -> TextEncoder:
    """The T5Gemma of a folder laid out as its own repository is, in the precision of its file.

    Raises:
        EngineUnavailable: the tensors or the tokenizer do not fit.
        Unreadable: its configuration is none.
    """
    config = foreign.read_object(folder / "config.json")
    file = folder / SAFETENSORS
    with quiet():
        model = weights.filled(
            lambda: _encoder(config, folder), _encoders_part(weights.mapped(file)), None, file
        )
        tokenizer = tokenizer_in(folder, GemmaTokenizer)
    return TextEncoder(tokenizer, model)


def _encoder(config: dict[str, Any], folder: Path) -> Any:
    """Upstream's module; what it computes from its configuration has memory."""
    try:
        read = T5GemmaConfig.from_dict(config)
        read.is_encoder_decoder = False
        model: Any = T5GemmaEncoderModel(read)
        with torch.device("cpu"):
            model.encoder.rotary_emb = type(model.encoder.rotary_emb)(config=read.encoder)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise EngineUnavailable(
            f"{foreign.shown(folder / 'config.json')} is no T5Gemma's: {error}",
            hint="pull the model again",
        ) from error
    return model


def _encoders_part(state: dict[str, Tensor]) -> dict[str, Tensor]:
    for prefix in _PREFIXES:
        found = {
            f"encoder.{name.removeprefix(prefix)}": tensor
            for name, tensor in state.items()
            if name.startswith(prefix)
        }
        if found:
            return found
    return {}
