"""REAPER's `.rpp`: lines of words, blocks between `<NAME` and `>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .saved_project import SavedClip, SavedProject, number

_WORD = re.compile(r"""(?P<q>["'`])(?P<quoted>.*?)(?P=q)|(?P<bare>\S+)""")
"""Whatever holds quotes of one kind is put into another: " or ' or `."""


@dataclass(slots=True)
class _Item:
    position: float | None = None
    files: list[str] = field(default_factory=list)


def read_reaper_project(content: bytes) -> SavedProject:
    """Items and their sources' files; positions in seconds.

    Raises:
        ValueError: it is no such project.
    """
    lines = content.decode("utf-8-sig", "replace").splitlines()
    header = _words(lines[0]) if lines else []
    if header[:1] != ["<REAPER_PROJECT"]:
        raise ValueError("it is no project of REAPER's")
    version = header[2] if len(header) > 2 else ""
    return SavedProject(version, tuple(_clips(lines)))


def _clips(lines: list[str]) -> Iterator[SavedClip]:
    blocks: list[str] = []
    item = _Item()
    for line in lines:
        words = _words(line)
        if not words:
            continue
        name = words[0]
        if name.startswith("<"):
            blocks.append(name)
            item = _Item() if name == "<ITEM" else item
        elif name == ">":
            if blocks and blocks.pop() == "<ITEM":
                yield from (SavedClip(file, seconds=item.position) for file in item.files)
        elif len(words) > 1 and blocks[-1:] == ["<ITEM"] and name == "POSITION":
            item.position = number(words[1])
        elif len(words) > 1 and name == "FILE" and blocks[-1:] == ["<SOURCE"] and "<ITEM" in blocks:
            item.files.append(words[1])


def _words(line: str) -> list[str]:
    found = (match for match in _WORD.finditer(line.strip()))
    return [match["quoted"] if match["q"] else match["bare"] for match in found]
