"""Which published form a folder of weights has, and the files that make it up."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol.errors import NotFound

from .loose_weights import only_safetensors, refuse_other_weights, safetensors_in


class Form(StrEnum):
    """The published layouts."""

    TRANSFORMERS = "transformers"
    AUDIOCRAFT = "audiocraft"
    STABLE_AUDIO_TOOLS = "stable-audio-tools"
    TEXT_ENCODER = "text-encoder"
    CODEC = "codec"
    DEMUCS = "demucs"


LM_PICKLE = "state_dict.bin"
CODEC_PICKLE = "compression_state_dict.bin"
STABLE_AUDIO_CONFIG = "model_config.json"
DEMUCS_BAG = "htdemucs.yaml"
SAFETENSORS = "model.safetensors"
SAFETENSORS_INDEX = "model.safetensors.index.json"
TOKENIZER_FILES = ("spiece.model", "tokenizer.model", "tokenizer.json")
OPTIONAL_FILES = (
    "tokenizer_config.json",
    "special_tokens_map.json",
    "preprocessor_config.json",
    "generation_config.json",
)


MOST_NAME_CHARACTERS = 255
MOST_SHARDS = 1000
MOST_SMALL_BYTES = 64 * 2**20
"""Of a configuration or a vocabulary; the largest published ones take 3 MB."""

_WEIGHTS = (".safetensors", ".bin")


@dataclass(frozen=True, slots=True)
class Layout:
    """A form and the names of its files, relative to their folder."""

    form: Form
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look into a folder found.

    Attributes:
        layout: the first form that is whole, or None.
        lacking: the first file that a form lacks which is there but for it, or "".
        problems: files of the forms that are there and cannot be read, where nothing is whole.
    """

    layout: Layout | None
    lacking: str = ""
    problems: tuple[Unreadable, ...] = ()


def layout_of(
    names: Collection[str], read: Callable[[str], bytes | str], forms: Sequence[Form]
) -> Layout | None:
    """The first of `forms` that the files called `names` make up; safetensors come first.

    Args:
        names: file names of a folder or a hub repository.
        read: gives the content of one of them (an index of shards, where there is one).
        forms: the forms to look for, preferred first.

    Raises:
        Unreadable: an index of shards is none.
    """
    there = set(names)
    for form in forms:
        files = _files_of(form, there, read)
        if files is not None:
            return Layout(form, files)
    return None


def look_into(folder: Path, forms: Sequence[Form]) -> Seen:
    """Which of `forms` a folder on disk holds whole, every file of it open to reading."""
    there: set[str] = set()
    problems: list[Unreadable] = []
    names = {name: None for form in forms for name in _NAMES[form]}
    if {Form.STABLE_AUDIO_TOOLS, Form.DEMUCS}.intersection(forms):
        names |= dict.fromkeys(safetensors_in(folder))
    for name in names:
        try:
            _check(folder / name)
            there.add(name)
        except Unreadable as problem:
            if not problem.absent:
                problems.append(problem)
    lacking = ""
    for form in forms:
        try:
            layout = layout_of(
                there, lambda name: foreign.read(folder / name, foreign.MOST_JSON_BYTES), (form,)
            )
            if layout is not None:
                for name in layout.files:
                    foreign.check_file(folder / name)
                return Seen(layout)
        except Unreadable as problem:
            if problem.absent:
                lacking = lacking or problem.path.name
            else:
                problems.append(Unreadable(folder / problem.path, problem.why))
    return Seen(None, lacking, tuple(problems))


def _check(path: Path) -> None:
    """Raise Unreadable unless a file can be read, and is of a size that its kind has."""
    size = foreign.check_file(path).st_size
    if path.suffix not in _WEIGHTS and size > MOST_SMALL_BYTES:
        raise Unreadable(path, f"it is longer than {MOST_SMALL_BYTES} bytes")


def layout_in(folder: Path, forms: Sequence[Form]) -> Layout:
    """The layout of a folder on disk.

    Raises:
        NotFound: the folder is not there, holds none of the forms, or what it holds of them
            cannot be read.
    """
    why = foreign.why_no_folder(folder)
    seen = Seen(None) if why else look_into(folder, forms)
    if seen.layout is not None:
        return seen.layout
    place = foreign.shown(folder)
    if not why and Form.STABLE_AUDIO_TOOLS in forms:
        refuse_other_weights(folder, SAFETENSORS, STABLE_AUDIO_CONFIG)
    if seen.problems:
        raise NotFound(str(seen.problems[0]), hint="copy or pull it again")
    if seen.lacking:
        raise NotFound(f"{place} lacks {seen.lacking}", hint="copy or pull it again")
    wanted = "; or ".join(_DESCRIPTIONS[form] for form in forms)
    said = f": {why}" if why else ""
    raise NotFound(f"{place} holds no checkpoint{said}", hint=f"it should hold {wanted}")


_DESCRIPTIONS = {
    Form.TRANSFORMERS: f"config.json, {SAFETENSORS} (or its shards) and a tokenizer",
    Form.AUDIOCRAFT: f"{LM_PICKLE} and {CODEC_PICKLE}",
    Form.STABLE_AUDIO_TOOLS: f"{STABLE_AUDIO_CONFIG} and {SAFETENSORS}, or one of another name",
    Form.TEXT_ENCODER: f"config.json, {SAFETENSORS} and a tokenizer",
    Form.CODEC: f"config.json and {SAFETENSORS}",
    Form.DEMUCS: f"{DEMUCS_BAG} and the one .safetensors that it names",
}

_TRANSFORMERS_NAMES = ("config.json", SAFETENSORS, SAFETENSORS_INDEX)
_NAMES: dict[Form, tuple[str, ...]] = {
    Form.TRANSFORMERS: (*_TRANSFORMERS_NAMES, *TOKENIZER_FILES, *OPTIONAL_FILES),
    Form.AUDIOCRAFT: (LM_PICKLE, CODEC_PICKLE),
    Form.STABLE_AUDIO_TOOLS: (STABLE_AUDIO_CONFIG, SAFETENSORS),
    Form.TEXT_ENCODER: (*_TRANSFORMERS_NAMES, *TOKENIZER_FILES, *OPTIONAL_FILES),
    Form.CODEC: (*_TRANSFORMERS_NAMES, *OPTIONAL_FILES),
    Form.DEMUCS: (DEMUCS_BAG,),
}
"""What is looked for by name: a folder may hold a million other files."""


def _files_of(
    form: Form, there: set[str], read: Callable[[str], bytes | str]
) -> tuple[str, ...] | None:
    match form:
        case Form.AUDIOCRAFT:
            pair = _NAMES[form]
            return pair if there.issuperset(pair) else None
        case Form.STABLE_AUDIO_TOOLS:
            only = only_safetensors(there, SAFETENSORS)
            whole = only and STABLE_AUDIO_CONFIG in there
            return (STABLE_AUDIO_CONFIG, only) if whole else None
        case Form.DEMUCS:
            named = _named_by_bag(read(DEMUCS_BAG)) if DEMUCS_BAG in there else ""
            return (DEMUCS_BAG, named) if named in there else None
    tokenizer = [name for name in TOKENIZER_FILES if name in there]
    if "config.json" not in there or not (tokenizer or form is Form.CODEC):
        return None
    weights = _safetensors(there, read)
    if weights is None:
        return None
    optional = [name for name in OPTIONAL_FILES if name in there]
    return ("config.json", *weights, *tokenizer, *optional)


_BAG = re.compile(r"models:\s*\[\s*(['\"]?)([0-9a-f]{8})\1\s*\]\s*")
"""A bag of one network, as upstream writes it; YAML can say more, and needs a reader then."""


def _named_by_bag(text: bytes | str) -> str:
    """The weights that a bag of one network names.

    Raises:
        Unreadable: it is another bag.
    """
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    found = _BAG.fullmatch(said.lstrip())
    if found is None:
        raise Unreadable(Path(DEMUCS_BAG), "it names no single network, like models: ['955717e8']")
    return f"{found[2]}.safetensors"


def _safetensors(there: set[str], read: Callable[[str], bytes | str]) -> tuple[str, ...] | None:
    if SAFETENSORS in there:
        return (SAFETENSORS,)
    if SAFETENSORS_INDEX in there:
        return (SAFETENSORS_INDEX, *shards_of(read(SAFETENSORS_INDEX)))
    return None


class _Index(Struct, frozen=True):
    """What is used of an index: which file each tensor is in."""

    weight_map: dict[str, str]


def shards_of(index: bytes | str) -> tuple[str, ...]:
    """The files that an index of shards names, sorted.

    Raises:
        Unreadable: it is no index, or names something that is no file beside it.
    """
    path = Path(SAFETENSORS_INDEX)
    names = sorted(set(foreign.json_of(index, _Index, path).weight_map.values()))
    for name in names:
        if not _SHARD.fullmatch(name) or len(name) > MOST_NAME_CHARACTERS:
            raise Unreadable(path, f"it names {foreign.shown(name)}, which is no file beside it")
    if not 0 < len(names) <= MOST_SHARDS:
        raise Unreadable(path, f"it names {len(names)} files")
    return tuple(names)


_SHARD = re.compile(r"[\w][\w.-]*\.safetensors")
