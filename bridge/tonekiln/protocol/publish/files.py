"""Which files are written, and from what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from .header import header
from .tables import filled
from .vectors import grid_json, messages_json, refused_json

Pages = Iterable[tuple[Path, str]]

DOCUMENT = Path("docs/protocol.md")


def published(root: Path) -> Iterator[tuple[Path, str]]:
    """Each generated file's path below the repository's `root`, and its proper text."""
    yield DOCUMENT, filled((root / DOCUMENT).read_text(encoding="utf-8"))
    yield Path("juce-plugin/source/protocol/Protocol.gen.h"), header()
    yield Path("tests/vectors/grid.json"), grid_json()
    yield Path("tests/vectors/messages.json"), messages_json()
    yield Path("tests/vectors/refused.json"), refused_json()


def stale(root: Path, further: Pages = ()) -> list[Path]:
    """The generated files, and `further` ones, that do not say what their definition says."""
    return [path for path, text in (*published(root), *further) if _read(root / path) != text]


def write(root: Path, further: Pages = ()) -> list[Path]:
    """Write the stale files, `further` ones too; returns their paths."""
    written = []
    for path, text in (*published(root), *further):
        target = root / path
        if _read(target) != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            written.append(path)
    return written


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
