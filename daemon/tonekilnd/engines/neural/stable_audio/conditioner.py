"""stable-audio-tools' conditioners on a text encoder that is already here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from ..text_encoder import TextEncoder
from .upstream import stable_audio_tools

_module = stable_audio_tools().conditioners

PROMPTS_KEPT = 64
"""A prompt takes about 0.2 MB, and up to a third of a second to read in half precision on a CPU."""


class ReadOnce:
    """A conditioner that reads each prompt once: variations and re-rolls share it."""

    tokenizer: Any
    max_length: int
    _read: OrderedDict[tuple[str, ...], tuple[Tensor, Tensor]]

    def reads_whole(self, text: str) -> bool:
        """Whether all of a text is read: upstream drops the tokens past `max_length` unsaid."""
        return len(self.tokenizer(text)["input_ids"]) <= self.max_length

    def forward(self, texts: list[str], device: str) -> tuple[Tensor, Tensor]:
        """Embeddings (texts, max_length, output_dim) and which of them are words."""
        asked = (*texts, device)
        if asked not in self._read:
            self._read[asked] = self._embedded(texts, device)
        self._read.move_to_end(asked)
        if len(self._read) > PROMPTS_KEPT:
            self._read.popitem(last=False)
        return self._read[asked]

    def _embedded(self, texts: list[str], device: str) -> tuple[Tensor, Tensor]:
        raise NotImplementedError


class LocalT5Conditioner(ReadOnce, _module.T5Conditioner):  # type: ignore[name-defined]
    """Text through a T5 that was loaded from disk, in half precision as upstream runs it."""

    def __init__(
        self, encoder: TextEncoder, output_dim: int, max_length: int, *, project_out: bool
    ) -> None:
        _module.Conditioner.__init__(self, encoder.width, output_dim, project_out=project_out)
        self.max_length = max_length
        self.enable_grad = False
        self.tokenizer = encoder.tokenizer
        # Past nn.Module's bookkeeping: T5 is no part of the checkpoint's state.
        self.__dict__["model"] = encoder.model.to(torch.float16).eval()
        self._read: OrderedDict[tuple[str, ...], tuple[Tensor, Tensor]] = OrderedDict()

    def _embedded(self, texts: list[str], device: str) -> tuple[Tensor, Tensor]:
        """Only the words go through T5: upstream pads first, and blanks what the padding gives."""
        encoded = self.tokenizer(
            texts, truncation=True, max_length=self.max_length, padding=True, return_tensors="pt"
        ).to(device)
        mask = encoded["attention_mask"].bool()
        with torch.no_grad():
            words = self.model.to(device)(encoded["input_ids"], mask)["last_hidden_state"]
        projection = self.proj_out.to(device)
        if weights := list(projection.parameters()):
            words = words.to(weights[0].dtype)
        words = projection(words) * mask.unsqueeze(-1).float()
        rest = self.max_length - mask.shape[1]
        return functional.pad(words, (0, 0, 0, rest)), functional.pad(mask, (0, rest))


class LocalGemmaConditioner(ReadOnce, _module.T5GemmaConditioner):  # type: ignore[name-defined]
    """Text through a T5Gemma that was loaded from disk, in the precision of its file."""

    def __init__(
        self,
        encoder: TextEncoder,
        output_dim: int,
        max_length: int,
        *,
        project_out: bool,
        padding_mode: str,
    ) -> None:
        _module.Conditioner.__init__(
            self, encoder.width, output_dim, project_out=project_out, padding_mode=padding_mode
        )
        self.max_length = max_length
        self.enable_grad = False
        self.tokenizer = encoder.tokenizer
        # Past nn.Module's bookkeeping: the encoder is no part of the checkpoint's state.
        self.__dict__["model"] = encoder.model.eval()
        self._read = OrderedDict()

    def _embedded(self, texts: list[str], device: str) -> tuple[Tensor, Tensor]:
        """Only the words go through the encoder; the rest is the padding that was learned.

        Where padding comes first, it moves the words, which half precision rounds otherwise then.
        """
        padding = "max_length" if self.tokenizer.padding_side == "left" else True
        encoded = self.tokenizer(
            texts, truncation=True, max_length=self.max_length, padding=padding, return_tensors="pt"
        ).to(device)
        mask = encoded["attention_mask"].bool()
        rest = self.max_length - mask.shape[1]
        width = self.model.config.encoder.hidden_size
        words = torch.zeros((*mask.shape, width), device=device)
        if mask.shape[1]:
            with torch.no_grad():
                words = self.model.to(device)(
                    input_ids=encoded["input_ids"].long(), attention_mask=mask
                )["last_hidden_state"]
        projection = self.proj_out.to(device)
        if weights := list(projection.parameters()):
            words = words.to(weights[0].dtype)
        mask = functional.pad(mask, (0, rest))
        words = functional.pad(projection(words), (0, 0, 0, rest))
        return self.apply_padding(words, mask), mask


def conditioner_of(config: Mapping[str, Any], encoder: TextEncoder) -> Any:
    """Upstream's MultiConditioner for a model's `conditioning` configuration."""
    made = {entry["id"]: _one(entry, config, encoder) for entry in config["configs"]}
    return _module.MultiConditioner(
        made,
        default_keys=config.get("default_keys", {}),
        pre_encoded_keys=config.get("pre_encoded_keys", []),
    )


def _one(entry: Mapping[str, Any], config: Mapping[str, Any], encoder: TextEncoder) -> Any:
    if entry["type"] not in ("t5", "t5gemma"):
        alone = {**config, "configs": [entry]}
        multi = _module.create_multi_conditioner_from_conditioning_config(alone)
        return multi.conditioners[entry["id"]]
    settings = entry["config"]
    common = {
        "output_dim": config["cond_dim"],
        "max_length": settings.get("max_length", 128),
        "project_out": settings.get("project_out", False),
    }
    if entry["type"] == "t5":
        return LocalT5Conditioner(encoder, **common)
    padding = settings.get("padding_mode", "zero")
    return LocalGemmaConditioner(encoder, **common, padding_mode=padding)
