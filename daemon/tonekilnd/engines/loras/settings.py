"""What a trainer writes beside a LoRA's tensors: which form it is, and how it is scaled."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from tonekiln import foreign
from tonekiln.foreign import Unreadable

from .header import Header
from .tensor_names import is_of_the_trainer

PEFT_CONFIG = "adapter_config.json"
PEFT_WEIGHTS = "adapter_model.safetensors"


class Form(StrEnum):
    """Who wrote it."""

    STABLE_AUDIO_TOOLS = "stable-audio-tools"
    COMFYUI = "ComfyUI"
    PEFT = "PEFT"


class Settings(Protocol):
    """How the changes of a file are scaled."""

    @property
    def form(self) -> Form:
        """Of the file."""

    @property
    def of_columns(self) -> bool:
        """Whether lengths whose shape does not tell are those of columns."""

    def scale(self, module: str, rank: int) -> float:
        """Of the product of a module's factors."""


class _Trainer(Struct, frozen=True):
    """What stable-audio-tools writes into the file's metadata."""

    rank: int | None = None
    alpha: float | None = None
    adapter_type: str = "lora"

    form = Form.STABLE_AUDIO_TOOLS

    @property
    def of_columns(self) -> bool:
        return self.adapter_type == "dora-cols"

    def scale(self, _module: str, rank: int) -> float:
        whole = self.rank or rank
        return 1.0 if self.alpha is None else self.alpha / max(1, whole)


class _Peft(Struct, frozen=True):
    """What is used of PEFT's `adapter_config.json`, and what must not be in it."""

    r: int
    lora_alpha: float
    peft_type: str = "LORA"
    use_rslora: bool = False
    fan_in_fan_out: bool = False
    lora_bias: bool = False
    alpha_pattern: dict[str, float] = {}

    form = Form.PEFT
    of_columns = False

    def scale(self, module: str, rank: int) -> float:
        """Alpha by the rank, or by its root (rsLoRA, arXiv:2312.03732)."""
        own = (alpha for end, alpha in self.alpha_pattern.items() if module.endswith(end))
        alpha = next(own, self.lora_alpha)
        return alpha / (math.sqrt(rank) if self.use_rslora else max(1, rank))


class _Bare(Struct, frozen=True):
    """ComfyUI's files say all in tensors."""

    form = Form.COMFYUI
    of_columns = False

    def scale(self, _module: str, _rank: int) -> float:
        return 1.0


_KINDS = ("lora", "dora", "dora-rows", "dora-cols", "bora")


def settings_of(file: Path, header: Header, config: Path | None) -> Settings:
    """Those of a file.

    Args:
        file: of safetensors.
        header: its.
        config: PEFT's, where there is one.

    Raises:
        Unreadable: they cannot be read, or ask for what is not done here.
    """
    if config is not None:
        return _peft(config)
    if not is_of_the_trainer(header):
        return _Bare()
    said = foreign.json_of(header.metadata.get("lora_config", "{}"), _Trainer, file)
    if said.adapter_type not in _KINDS:
        kind = foreign.shown(said.adapter_type)
        raise Unreadable(file, f"it is {kind}, none of {', '.join(_KINDS)}")
    return said


def _peft(config: Path) -> _Peft:
    said = foreign.read_json(config, _Peft)
    if said.peft_type != "LORA":
        raise Unreadable(config, f"it is {foreign.shown(said.peft_type)}, and no LoRA")
    if said.fan_in_fan_out or said.lora_bias:
        raise Unreadable(config, "it changes matrices that lie the other way, or biases")
    return said
