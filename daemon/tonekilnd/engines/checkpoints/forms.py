"""Which published form a folder of weights has, and the files that make it up."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tonekiln.protocol.errors import NotFound


class Form(StrEnum):
    """The published layouts."""

    TRANSFORMERS = "transformers"
    AUDIOCRAFT = "audiocraft"
    STABLE_AUDIO_TOOLS = "stable-audio-tools"
    TEXT_ENCODER = "text-encoder"
    CODEC = "codec"


LM_PICKLE = "state_dict.bin"
CODEC_PICKLE = "compression_state_dict.bin"
STABLE_AUDIO_CONFIG = "model_config.json"
SAFETENSORS = "model.safetensors"
SAFETENSORS_INDEX = "model.safetensors.index.json"
TOKENIZER_FILES = ("spiece.model", "tokenizer.json")
OPTIONAL_FILES = (
    "tokenizer_config.json",
    "special_tokens_map.json",
    "preprocessor_config.json",
    "generation_config.json",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A form and the names of its files, relative to their folder."""

    form: Form
    files: tuple[str, ...]


def layout_of(
    names: Sequence[str], read_text: Callable[[str], str], forms: Sequence[Form]
) -> Layout | None:
    """The first of `forms` that the files called `names` make up; safetensors come first.

    Args:
        names: all file names of a folder or a hub repository.
        read_text: gives the text of one of them (an index of shards, where there is one).
        forms: the forms to look for, preferred first.
    """
    there = set(names)
    for form in forms:
        files = _files_of(form, there, read_text)
        if files is not None:
            return Layout(form, files)
    return None


def layout_in(folder: Path, forms: Sequence[Form]) -> Layout:
    """The layout of a folder on disk.

    Raises:
        NotFound: the folder holds none of the forms, or an index names shards that are absent.
    """
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    layout = layout_of(names, lambda name: (folder / name).read_text("utf-8"), forms)
    if layout is None:
        wanted = "; or ".join(_DESCRIPTIONS[form] for form in forms)
        raise NotFound(f"{folder} holds no checkpoint", hint=f"it should hold {wanted}")
    for name in layout.files:
        if not (folder / name).is_file():
            raise NotFound(f"{folder} lacks {name}", hint="copy or pull it again")
    return layout


_DESCRIPTIONS = {
    Form.TRANSFORMERS: f"config.json, {SAFETENSORS} (or its shards) and a tokenizer",
    Form.AUDIOCRAFT: f"{LM_PICKLE} and {CODEC_PICKLE}",
    Form.STABLE_AUDIO_TOOLS: f"{STABLE_AUDIO_CONFIG} and {SAFETENSORS}",
    Form.TEXT_ENCODER: f"config.json, {SAFETENSORS} and a tokenizer",
    Form.CODEC: f"config.json and {SAFETENSORS}",
}


def _files_of(
    form: Form, there: set[str], read_text: Callable[[str], str]
) -> tuple[str, ...] | None:
    match form:
        case Form.AUDIOCRAFT:
            pair = (LM_PICKLE, CODEC_PICKLE)
            return pair if there.issuperset(pair) else None
        case Form.STABLE_AUDIO_TOOLS:
            pair = (STABLE_AUDIO_CONFIG, SAFETENSORS)
            return pair if there.issuperset(pair) else None
    weights = _safetensors(there, read_text)
    tokenizer = [name for name in TOKENIZER_FILES if name in there]
    if "config.json" not in there or weights is None:
        return None
    if form is not Form.CODEC and not tokenizer:
        return None
    optional = [name for name in OPTIONAL_FILES if name in there]
    return ("config.json", *weights, *tokenizer, *optional)


def _safetensors(there: set[str], read_text: Callable[[str], str]) -> tuple[str, ...] | None:
    if SAFETENSORS in there:
        return (SAFETENSORS,)
    if SAFETENSORS_INDEX in there:
        index = json.loads(read_text(SAFETENSORS_INDEX))
        return (SAFETENSORS_INDEX, *sorted(set(index["weight_map"].values())))
    return None
