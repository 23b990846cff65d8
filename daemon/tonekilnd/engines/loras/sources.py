"""What a person names when they add a LoRA: which file is meant, its name and its terms."""

from __future__ import annotations

import re
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol import limits
from tonekiln.protocol.errors import EngineUnavailable, NotFound

from ..checkpoints.own_folders.licence import UNKNOWN, licence_in
from ..model_cards.rows import Licence
from .settings import PEFT_CONFIG, PEFT_WEIGHTS

_PICKLES = (".ckpt", ".pt", ".pth", ".bin")

OWN = "its owner's own work"


def terms_of(source: Path, *, own: bool) -> Licence:
    """The licence of what is added.

    A lone file has no licence beside it: what lies in the same folder may be of anything.
    """
    if own:
        return Licence(name=OWN, url="", non_commercial=False)
    if not source.is_dir():
        return Licence(name=UNKNOWN, url="", non_commercial=True)
    return licence_in(source)


def file_of(source: Path) -> Path:
    """The file of tensors that is meant. Raises NotFound or EngineUnavailable."""
    if foreign.is_folder(source):
        return _only_file(source)
    if source.suffix in _PICKLES:
        raise EngineUnavailable(
            f"{foreign.shown(source)} is a pickle, which could run anything",
            field="file",
            hint="convert it to safetensors where it comes from",
        )
    try:
        foreign.check_file(source)
    except Unreadable as problem:
        raise NotFound(str(problem), field="file") from problem
    return source


def _only_file(folder: Path) -> Path:
    names = [name for name in _names(folder) if name.endswith(".safetensors")]
    if PEFT_WEIGHTS in names:
        return folder / PEFT_WEIGHTS
    if len(names) != 1:
        raise NotFound(
            f"{foreign.shown(folder)} holds {len(names)} safetensors files",
            field="file",
            hint="name the file that is meant",
        )
    return folder / names[0]


def _names(folder: Path) -> list[str]:
    try:
        return foreign.names_in(folder)
    except Unreadable as problem:
        raise NotFound(str(problem), field="file") from problem


def config_in(folder: Path) -> Path | None:
    """PEFT's configuration in a folder, where there is one."""
    config = folder / PEFT_CONFIG
    return config if foreign.is_there(config) else None


def name_of(source: Path) -> str:
    """A name of what a file is called, as far as it can be one."""
    spelt = re.sub(r"[^A-Za-z0-9_.]+", "-", source.name.removesuffix(".safetensors"))
    return spelt.strip("-.")[: limits.MAX_LORA_CHARACTERS]
