"""Writing a preset back into its file, leaving every other line as it is."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import msgspec

from tonekiln.platform import open_files
from tonekiln.protocol import Preset

from .blocks import read_block, split

Value = str | int | float | bool | tuple[str, ...] | dict[str, str]


def to_toml(preset: Preset) -> str:
    """One `[[preset]]` table; fields at their defaults are left out."""
    lines = ["[[preset]]"]
    for field in msgspec.structs.fields(Preset):
        value = getattr(preset, field.name)
        default = field.default if field.default_factory is msgspec.NODEFAULT else {}
        if value is not None and (field.required or value != default):
            lines.append(f"{field.name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # TOML's basic strings are JSON's, once DEL is escaped too.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case tuple():
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case dict():
            pairs = (f"{_value(key)} = {_value(item)}" for key, item in value.items())
            return "{ " + ", ".join(pairs) + " }"
    return repr(value)


def replaced(path: Path, text: str, preset: Preset) -> str:
    """The file's text with the preset in place of its namesake, or at the end.

    Lines end as the file's do: editors on Windows write a carriage return before each line feed.
    """
    head, blocks = split(text)
    end = "\r\n" if "\r\n" in text else "\n"
    new = to_toml(preset).replace("\n", end)
    parts, placed = [head], False
    for block in blocks:
        old = read_block(path, block)
        if isinstance(old, Preset) and old.name.casefold() == preset.name.casefold():
            parts.append("" if placed else new + end)
            placed = True
        else:
            parts.append(block.text)
    if not placed:
        before = "".join(parts)
        parts = [before.rstrip("\r\n") + end * 2 if before.strip() else before, new]
    return "".join(parts)


def write(path: Path, text: str) -> None:
    """Put the text in place of the file at once: a crash leaves the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:  # lines end as they do
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        open_files.replace(Path(temporary), path)
    except BaseException:
        open_files.discard(Path(temporary))
        raise
