"""What an installer says it contains, beside what it contains."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from installers.notices.component import Component, Text, hidden, unclaimed, without_files
from installers.notices.within import to_look_into
from tests.patience import PATIENCE_SECONDS

from installers import tree

NEEDED = {
    "CPython": "PSF",
    "JUCE": "AGPL-3.0",
    "libsndfile": "LGPL-2.1",
    "libsoxr": "LGPL-2.1",
    "libzmq": "MPL-2.0",
    "Tonekiln, plugin": "AGPL-3.0",
    "PyNaCl": "Apache-2.0",
    "libsodium": "ISC",
    "uv": "MIT",
    "numpy": "BSD",
}


@pytest.fixture(params=["deb", "portable"])
def contents(request: pytest.FixtureRequest, package: Path, portable: Path, tmp_path: Path) -> Path:
    """The files of an installer."""
    if request.param == "deb":
        command = ["dpkg-deb", "--extract", str(package), str(tmp_path)]
    else:
        command = ["tar", "-C", str(tmp_path), "--strip-components=1", "-xf", str(portable)]
    subprocess.run(command, check=True, timeout=PATIENCE_SECONDS)
    return tmp_path


def test_every_file_is_somebody_s_and_every_notice_has_its_files(contents: Path) -> None:
    (works,) = contents.rglob("notices/works.json")
    found = [read(row, works.parent) for row in json.loads(works.read_text("utf-8"))]
    paths = [path.as_posix() for path in tree.files(contents)]
    assert unclaimed(found, paths) == []
    assert without_files(found, paths) == []
    assert hidden(found, machine_code(contents, found)) == []
    for one in found:
        assert one.source, one.name
        assert all(words.content.strip() for words in one.texts), one.name
        assert one.texts, one.name
    for name, licence in NEEDED.items():
        named = [one for one in found if one.name.startswith(name)]
        assert named, name
        assert any(licence in one.licence for one in named), name
    page = (works.parent / "NOTICES.md").read_text("utf-8")
    assert all(one.name in page for one in found)
    kept = {path.as_posix() for path in tree.files(works.parent / "texts")}
    assert kept == {words.name for one in found for words in one.texts}


def machine_code(folder: Path, found: list[Component]) -> list[str]:
    """What an installation has of it, but for what holds only what its package tells of."""
    (interpreter,) = (one for one in found if one.name == "CPython")
    return to_look_into(folder, [path.as_posix() for path in tree.files(folder)], interpreter)


def read(row: dict[str, object], folder: Path) -> Component:
    """As it is written in an installation."""
    names = [str(name) for name in row.pop("texts")]  # type: ignore[attr-defined]
    texts = tuple(Text(name, (folder / "texts" / name).read_text("utf-8")) for name in names)
    lists = {key: tuple(row[key]) for key in ("files", "but")}  # type: ignore[call-overload]
    return Component(**{**row, **lists}, texts=texts)  # type: ignore[arg-type]
