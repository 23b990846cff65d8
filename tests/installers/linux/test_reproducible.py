"""Made twice, in two folders, at two times: the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.installers.conftest import BUILT


def test_two_runs_make_the_same_files() -> None:
    first, second = (digests(Path(BUILT, name)) for name in ("", "again"))
    assert set(first) == set(second)
    assert len(first) == 3
    assert [name for name in first if first[name] != second[name]] == []


def digests(folder: Path) -> dict[str, str]:
    """Of what was made for Linux."""
    files = [*folder.glob("*.deb"), *folder.glob("*-linux-*.tar.xz"), *folder.glob("*-source.*")]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
