"""stable-audio-tools' conditioners on a T5 that is already here."""

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


class LocalT5Conditioner(_module.T5Conditioner):  # type: ignore[name-defined]
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

    def reads_whole(self, text: str) -> bool:
        """Whether all of a text is read: upstream drops the tokens past `max_length` unsaid."""
        return len(self.tokenizer(text)["input_ids"]) <= self.max_length

    def forward(self, texts: list[str], device: str) -> tuple[Tensor, Tensor]:
        """Embeddings (texts, max_length, output_dim) and which of them are words.

        Upstream's values, read once for each prompt: variations and re-rolls share it.
        """
        asked = (*texts, device)
        if asked not in self._read:
            self._read[asked] = self._embedded(texts, device)
        self._read.move_to_end(asked)
        if len(self._read) > PROMPTS_KEPT:
            self._read.popitem(last=False)
        return self._read[asked]

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


def conditioner_of(config: Mapping[str, Any], encoder: TextEncoder) -> Any:
    """Upstream's MultiConditioner for a model's `conditioning` configuration."""
    made = {entry["id"]: _one(entry, config, encoder) for entry in config["configs"]}
    return _module.MultiConditioner(
        made,
        default_keys=config.get("default_keys", {}),
        pre_encoded_keys=config.get("pre_encoded_keys", []),
    )


def _one(entry: Mapping[str, Any], config: Mapping[str, Any], encoder: TextEncoder) -> Any:
    if entry["type"] != "t5":
        alone = {**config, "configs": [entry]}
        multi = _module.create_multi_conditioner_from_conditioning_config(alone)
        return multi.conditioners[entry["id"]]
    settings = entry["config"]
    return LocalT5Conditioner(
        encoder,
        output_dim=config["cond_dim"],
        max_length=settings.get("max_length", 128),
        project_out=settings.get("project_out", False),
    )
