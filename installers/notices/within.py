"""Works that are inside other files: `components.toml`, looked for by their markers."""

from __future__ import annotations

import mmap
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from installers.facts import ROOT
from installers.notices.component import Component, Text

TABLE = Path(__file__).with_name("components.toml")
TEXTS = Path(__file__).with_name("texts")
_ELSEWHERE = {
    "AGPL-3.0.txt": ROOT / "juce-plugin" / "LICENSE",
    "Inter-LICENSE.txt": ROOT / "juce-plugin" / "assets" / "Inter-LICENSE.txt",
}
OF_THE_WHEEL = "wheel"
# ELF, Windows' programs and libraries, Mach-O of either order and of several machines, archives.
_NATIVE = (
    *(b"\x7fELF", b"MZ", b"!<ar"),
    *(b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe"),
)


@dataclass(frozen=True)
class Row:
    """One of the table."""

    name: str
    licence: str
    source: str
    within: tuple[str, ...]
    marker: bytes
    texts: tuple[str, ...]


def table() -> list[Row]:
    """The rows, as they are written."""
    rows = _written()["component"]
    return [
        Row(
            row["name"],
            row["licence"],
            row["source"],
            (row["within"],) if isinstance(row["within"], str) else tuple(row["within"]),
            row["marker"].encode(),
            tuple(row["texts"]),
        )
        for row in rows
    ]


def to_look_into(root: Path, paths: Iterable[str], interpreter: Component) -> list[str]:
    """Files of machine code, whatever they are called, that may hold work of others.

    The table names those with nothing in them that their package does not tell of.
    """
    seen = _written()["looked_into"]
    found = native(root, paths)
    alone = set(_named(seen["packages"], found))
    alone |= {
        path
        for path in found
        if interpreter.claims(path)
        and any(fnmatchcase(path.rpartition("/")[2], one) for one in seen["interpreter"])
    }
    return [path for path in found if path not in alone]


def native(root: Path, paths: Iterable[str]) -> list[str]:
    """Those of the files that are machine code."""
    return [path for path in paths if _begins(root / path).startswith(_NATIVE)]


def text(name: str) -> Text:
    """A text that is kept with the project."""
    return Text(name, _ELSEWHERE.get(name, TEXTS / name).read_text("utf-8"))


def inside(
    root: Path,
    paths: Sequence[str],
    plugin: Sequence[str],
    interpreter: Sequence[str],
    carriers: Iterable[Component],
) -> list[Component]:
    """What is inside the files of an installation.

    Args:
        root: the installation's.
        paths: its files.
        plugin: those of them that are the plugin.
        interpreter: those of them that are the interpreter's own machine code.
        carriers: the wheels, whose texts go with what they carry.
    """
    wheels = tuple(carriers)
    kinds = {("plugin",): plugin, ("interpreter",): interpreter}
    found = []
    for row in table():
        files = kinds[row.within] if row.within in kinds else _named(row.within, paths)
        holding = [path for path in files if _content(root / path).find(row.marker) >= 0]
        if not holding:
            continue
        texts = [text(name) for name in row.texts if name != OF_THE_WHEEL]
        if OF_THE_WHEEL in row.texts:
            texts += (told for one in wheels if any(map(one.claims, holding)) for told in one.texts)
        found.append(Component(row.name, "", row.licence, row.source, _once(texts), tuple(holding)))
    return found


def _named(patterns: Iterable[str], paths: Iterable[str]) -> list[str]:
    """A pattern begins among the packages, or with "*/" anywhere."""
    anywhere = [one if one.startswith("*/") else f"*/site-packages/{one}" for one in patterns]
    return [path for path in paths if any(fnmatchcase(path, one) for one in anywhere)]


def _written() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def _begins(file: Path) -> bytes:
    if file.is_symlink():
        return b""
    with file.open("rb") as opened:
        return opened.read(4)


def _content(file: Path) -> mmap.mmap:
    with file.open("rb") as opened:
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)


def _once(texts: Iterable[Text]) -> tuple[Text, ...]:
    return tuple({one.name: one for one in texts}.values())
