"""How trainers name a LoRA's tensors: which module each belongs to, and what of it it is.

As stable-audio-tools 0.0.20 writes them, as ComfyUI's `lora.py` reads them and as PEFT's
`save_pretrained` (0.21) writes them.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable

from .header import Header


class Part(StrEnum):
    """What a tensor is of a change."""

    DOWN = "down"
    UP = "up"
    ALPHA = "alpha"
    LENGTHS = "lengths"
    ROWS = "rows"
    COLUMNS = "columns"


Parts = dict[Part, str]
"""The names of a change's tensors."""

_TRAINER = re.compile(r"(?P<module>.+)\.parametrizations\.weight\.0\.(?P<part>[A-Za-z_]+)")
_TRAINER_PARTS = {
    "lora_A": Part.DOWN,
    "lora_B": Part.UP,
    "magnitude": Part.LENGTHS,
    "magnitude_r": Part.ROWS,
    "magnitude_c": Part.COLUMNS,
}
_LEFT_OUT = ("lora_dropout_mask", "lora_strength")

_OTHERS = re.compile(
    r"(?P<module>.+)\."
    r"(?P<part>lora_A|lora_B|lora_down|lora_up|lora_magnitude_vector|alpha|dora_scale)"
    r"(?:\.default)?(?:\.weight)?"
)
_OTHERS_PARTS = {
    "lora_A": Part.DOWN,
    "lora_down": Part.DOWN,
    "lora_B": Part.UP,
    "lora_up": Part.UP,
    "alpha": Part.ALPHA,
    "dora_scale": Part.LENGTHS,
    "lora_magnitude_vector": Part.LENGTHS,
}
_BEFORE = ("base_model.model.", "diffusion_model.")
"""What a trainer puts before a module's name."""

_NOT_READ = (
    (re.compile(r"\.(M_xs|U|V)$"), "is of LoRA-XS, whose bases lie in the model"),
    (re.compile(r"lokr_|loha_|hada_|oft_"), "is of LyCORIS, and no LoRA"),
    (re.compile(r"^lora_(unet|te)"), "is named as image trainers name theirs"),
)


def is_of_the_trainer(header: Header) -> bool:
    """Whether stable-audio-tools wrote it."""
    return any(_TRAINER.fullmatch(name) for name in header.shapes)


def parts_in(file: Path, header: Header) -> dict[str, Parts]:
    """The tensors of each change, by the module it changes.

    Raises:
        Unreadable: one is no part of a LoRA, or there twice.
    """
    found: dict[str, Parts] = {}
    for name in header.shapes:
        module, part = _module_and_part(name)
        if part in _LEFT_OUT:
            continue
        known = (_TRAINER_PARTS if _TRAINER.fullmatch(name) else _OTHERS_PARTS).get(part)
        if known is None:
            raise Unreadable(file, f"{foreign.shown(name)} {_why_not(name)}")
        if found.setdefault(module, {}).setdefault(known, name) != name:
            raise Unreadable(file, f"{foreign.shown(name)} is there twice")
    return found


def _module_and_part(name: str) -> tuple[str, str]:
    match = _TRAINER.fullmatch(name) or _OTHERS.fullmatch(name)
    if match is None:
        return name, ""
    module = match["module"]
    for before in _BEFORE:
        module = module.removeprefix(before)
    return module, match["part"]


def _why_not(name: str) -> str:
    return next((why for known, why in _NOT_READ if known.search(name)), "is no part of a LoRA")
