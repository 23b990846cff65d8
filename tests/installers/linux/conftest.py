"""A clean Debian without Python, for each test anew."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.installers.conftest import BUILT, CACHE
from tests.installers.linux.clean_root import CleanRoot, unpacked


@pytest.fixture(scope="session")
def package() -> Path:
    (found,) = Path(BUILT).glob("tonekiln_*.deb")
    return found


@pytest.fixture(scope="session")
def portable() -> Path:
    (found,) = Path(BUILT).glob("tonekiln-*-linux-*.tar.xz")
    return found


@pytest.fixture
def clean(package: Path, tmp_path: Path) -> CleanRoot:
    said = ["dpkg-deb", "--field", str(package), "Depends"]
    depends = subprocess.run(said, capture_output=True, text=True, check=True, timeout=60).stdout
    root = unpacked(Path(CACHE), depends, tmp_path / "root")
    assert root.root("sh", "-c", "command -v python3").status != 0
    return root
