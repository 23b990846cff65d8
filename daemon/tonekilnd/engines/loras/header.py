"""The header of a safetensors file: its tensors' names and shapes, and the text beside them.

The format: eight bytes, little-endian, say how long the JSON after them is; the tensors' bytes
follow (https://github.com/huggingface/safetensors#format).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from tonekiln import foreign
from tonekiln.foreign import NOT_JSON, Unreadable

MOST_HEADER_BYTES = 16 * 2**20
"""A LoRA of ten thousand matrices takes a quarter of it."""

_LENGTH_BYTES = 8
_METADATA = "__metadata__"
_BYTES_OF = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1}


class _Tensor(Struct, frozen=True):
    dtype: str
    shape: Annotated[tuple[Annotated[int, Meta(ge=0, le=2**40)], ...], Meta(max_length=8)]
    data_offsets: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Header:
    """What a file of tensors holds.

    Attributes:
        shapes: of every tensor, by its name.
        metadata: the text beside them.
    """

    shapes: Mapping[str, tuple[int, ...]]
    metadata: Mapping[str, str]


def header_of(file: Path) -> Header:
    """The header of a file, whose tensors are all there.

    Raises:
        Unreadable: it is no such file, or not whole.
    """
    content = foreign.read_start(file, _LENGTH_BYTES)
    length = int.from_bytes(content, "little")
    if len(content) < _LENGTH_BYTES or not 2 <= length <= MOST_HEADER_BYTES:
        raise Unreadable(file, "it is no safetensors file")
    start = _LENGTH_BYTES + length
    text = foreign.read_start(file, start)[_LENGTH_BYTES:]
    try:
        entries = msgspec.json.decode(text, type=dict[str, dict[str, Any]])
        metadata = msgspec.convert(entries.pop(_METADATA, {}), dict[str, str])
        tensors = msgspec.convert(entries, dict[str, _Tensor])
    except NOT_JSON as error:
        raise Unreadable(file, "it is no safetensors file, or its end is missing") from error
    _check_data(file, tensors, foreign.status_of(file).st_size - start)
    return Header({name: tensor.shape for name, tensor in tensors.items()}, metadata)


def _check_data(file: Path, tensors: Mapping[str, _Tensor], there: int) -> None:
    """Raise Unreadable unless every tensor is as long as its shape says, and within the file."""
    for name, tensor in tensors.items():
        begin, end = tensor.data_offsets
        width = _BYTES_OF.get(tensor.dtype)
        if width is None:
            kind = foreign.shown(tensor.dtype)
            raise Unreadable(file, f"{foreign.shown(name)} is of the type {kind}")
        if not 0 <= begin <= end or end - begin != width * math.prod(tensor.shape):
            raise Unreadable(file, f"{foreign.shown(name)} is not as long as its shape says")
        if end > there:
            raise Unreadable(file, "its end is missing")
