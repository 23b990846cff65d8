"""T5, the text encoder of every model here, from a local folder only."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from tonekiln import foreign
from tonekiln.protocol.errors import EngineUnavailable

from ..checkpoints.forms import SAFETENSORS
from ..libraries.stand_ins import torchaudio_without_its_extension
from . import weights

torchaudio_without_its_extension()
os.environ["HF_HUB_OFFLINE"] = "1"

from transformers import (  # noqa: E402
    PreTrainedTokenizerBase,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)

_ENCODER_PREFIXES = ("shared.", "encoder.")


@dataclass(frozen=True, slots=True)
class TextEncoder:
    """A tokenizer and the encoder half of a T5 in fp32, or of a T5Gemma as its file is."""

    tokenizer: Any
    model: Any

    @property
    def width(self) -> int:
        """Size of an embedding."""
        config = self.model.config
        return int(getattr(config, "d_model", 0) or config.encoder.hidden_size)


def text_encoder_in(folder: Path) -> TextEncoder:
    """The T5 of a folder laid out as its own repository is.

    Raises:
        EngineUnavailable: the tensors or the tokenizer do not fit.
        Unreadable: its configuration is none.
    """
    config = foreign.read_object(folder / "config.json")
    return text_encoder_of(config, weights.mapped(folder / SAFETENSORS), folder)


def text_encoder_of(
    config: Mapping[str, Any], state: Mapping[str, Tensor], folder: Path
) -> TextEncoder:
    """A T5 from its configuration and tensors; the tokenizer's files are in `folder`.

    Raises:
        EngineUnavailable: the tensors or the tokenizer do not fit.
    """
    encoder = {k: v for k, v in state.items() if k.startswith(_ENCODER_PREFIXES)}
    shared = encoder.get("shared.weight", encoder.get("encoder.embed_tokens.weight"))
    if shared is not None:
        encoder["shared.weight"] = encoder["encoder.embed_tokens.weight"] = shared
    with quiet():
        model = weights.filled(
            lambda: T5EncoderModel(T5Config.from_dict(dict(config))), encoder, torch.float32, folder
        )
        tokenizer = tokenizer_in(folder, T5Tokenizer)
    return TextEncoder(tokenizer, model)


def tokenizer_in(folder: Path, kind: type[PreTrainedTokenizerBase]) -> PreTrainedTokenizerBase:
    """One of transformers' tokenizers, from a folder's files. Raises EngineUnavailable."""
    try:
        return kind.from_pretrained(str(folder), local_files_only=True)
    except Exception as error:  # the file decides what the tokenizers raise
        raise EngineUnavailable(
            f"the tokenizer in {folder} cannot be read: {error}", hint="pull the model again"
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers' advice on training out of the log."""
    previous = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(previous)
