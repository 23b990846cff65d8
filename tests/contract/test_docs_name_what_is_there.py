"""Files and folders that the docs name are there, from whichever folder a page counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COUNTED_FROM = [
    ROOT / folder
    for folder in (
        ".",
        "bridge/tonekiln",
        "daemon/tonekilnd",
        "daemon/tonekilnd/engines",
        "daemon/tonekilnd/engines/neural",
        "daemon/tonekilnd/engines/neural/fast",
        "daemon/tonekilnd/transport",
        "juce-plugin",
        "juce-plugin/source",
    )
]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?!build/)\w[\w.*{},-]*(/[\w.*{},-]+)*/?")
FOLDERS = {each.name for base in COUNTED_FROM for each in base.iterdir() if each.is_dir()} | {"."}
"""Spelled as they are: a name that differs in its capitals is a folder of somebody else's."""
OURS = {"", ".py", ".cpp", ".h", ".c", ".toml", ".md", ".json", ".lua", ".js", ".sh", ".txt"}
"""Endings of what is in the repository; a home has others."""


def paths_named(text: str) -> Iterator[str]:
    """Whatever looks like a path of ours: it begins with a folder that is there, and not built."""
    for said in IN_BACKTICKS.findall(text):
        for word in re.split(r"[\s='\"]+", said):
            ours = PATH.fullmatch(word) and Path(word).suffix in OURS
            if ours and "/" in word and word.partition("/")[0] in FOLDERS:
                yield word


def spelled_out(path: str) -> Iterator[str]:
    """`a/{b,c}.py` as `a/b.py` and `a/c.py`; a name in capitals stands for any."""
    parts = re.split(r"\{([^{}]*)\}", re.sub(r"\b[A-Z]+\b", "*", path))
    choices = [part.split(",") if at % 2 else [part] for at, part in enumerate(parts)]
    yield from map("".join, product(*choices))


def is_there(path: str) -> bool:
    return any(any(folder.glob(path.rstrip("/"))) for folder in COUNTED_FROM)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_is_there(page: Path) -> None:
    named = [one for path in paths_named(page.read_text("utf-8")) for one in spelled_out(path)]
    assert [path for path in named if not is_there(path)] == []


def test_what_is_not_there_is_found() -> None:
    text = "`transport/osc_table.py`, `make test TESTS=tests/unit/nowhere`, `docs/{osc,gone}.md`"
    named = [one for path in paths_named(text) for one in spelled_out(path)]
    assert [path for path in named if not is_there(path)] == [
        "transport/osc_table.py",
        "tests/unit/nowhere",
        "docs/gone.md",
    ]


def test_what_is_a_homes_or_a_machines_is_not_ours() -> None:
    assert list(paths_named("`<home>/run/x.json` `/tonekiln/clip` `4/4` `library/a.jsonl`")) == []
