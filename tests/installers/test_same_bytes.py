"""What is packed depends on what is in it, and not on when, where and in which order it was made.

The whole of it, twice: `make installers-test`.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from installers.runtime import interpreter
from installers.runtime.interpreter import Interpreter

from installers import facts, tree
from installers.linux import deb

FILES = {"a/one.txt": 0o644, "a/two": 0o755, "b.txt": 0o600, "ä – 音.txt": 0o640}
CONTROL = (
    "Package: one\nVersion: 1\nArchitecture: all\nMaintainer: n <n@n.invalid>\nDescription: one\n"
)


def layout(root: Path, *, backwards: bool) -> Path:
    names = sorted(FILES, reverse=backwards)
    for number, name in enumerate(names):
        file = tree.write(root / name, f"the same {name}")
        file.chmod(FILES[name] if not backwards else FILES[name] & 0o744)
        os.utime(file, (number, number + 1000 * backwards))
    (root / "link").symlink_to("a/two")
    return root


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    """Made in two folders, in two orders, at two times."""
    made = [layout(tmp_path / name / "root", backwards=name == "y") for name in ("x", "y")]
    for root in made:
        tree.settle(root, facts.epoch())
    return made


def test_an_archive_has_the_same_bytes(two: list[Path], tmp_path: Path) -> None:
    first, second = (
        tree.pack(root, tmp_path / f"{number}.tar.xz", facts.epoch()).read_bytes()
        for number, root in enumerate(two)
    )
    assert first == second


def test_a_package_of_debian_has_the_same_bytes(two: list[Path], tmp_path: Path) -> None:
    if not shutil.which("dpkg-deb"):
        pytest.skip("needs Debian's dpkg-deb")
    made = []
    for number, root in enumerate(two):
        tree.write(root / "DEBIAN" / "control", CONTROL)
        made.append(deb.pack(root, tmp_path / f"{number}.deb").read_bytes())
    assert made[0] == made[1]


def test_byte_code_has_the_same_bytes(tmp_path: Path) -> None:
    source = "NAMES = {'a', 'b', 'c'}\ndef one(x: int) -> int:\n    return x in NAMES\n"
    made = []
    for name in ("x", "yy"):
        folder = tmp_path / name
        tree.write(folder / "lib" / "one.py", source)
        os.utime(folder / "lib" / "one.py", (len(name), len(name)))
        (folder / "bin").mkdir()
        (folder / "bin" / "python3").symlink_to(sys.executable)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        interpreter.compile_all(Interpreter(folder, version, ()), "/usr/lib/tonekiln/python")
        (code,) = folder.rglob("*.pyc")
        made.append(code.read_bytes())
    assert made[0] == made[1]
    assert b"/usr/lib/tonekiln/python/lib/one.py" in made[0]
