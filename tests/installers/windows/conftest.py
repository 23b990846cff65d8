"""The installer for Windows, made with the tests' Python, and a user of Wine's who never saw it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.ended import Ended
from tests.installers.conftest import BUILT
from tests.windows import complex_math, python_for_windows
from tests.windows.wine import Wine

from installers import source
from installers.windows import script, stage

CACHE = Path(os.environ.get("TONEKILN_WINDOWS_CACHE", ""))
ARTEFACTS = Path(os.environ.get("TONEKILN_INSTALLER_ARTEFACTS", ""))
_SUITES = Path("tests", "tonekiln_tests_artefacts", "Release")
SUITE = ARTEFACTS.absolute().parents[1] / _SUITES / "tonekiln_tests.exe"
"""The C++ suite that was built with the plugin: it knows where things are in its window."""


@dataclass(frozen=True)
class Made:
    """The installer, and what it was made of."""

    program: Path
    layout: Path


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Wine lacks what NumPy is linked with: that is put beside Python as the other tests do."""
    work = tmp_path_factory.mktemp("installer")
    python_for_windows._unpack_interpreter(work)
    (python,) = work.glob("cp3*")
    (python / "_wmi.pyd").unlink()  # what it asks ends in a stub of Wine's
    stage.lay_out(ARTEFACTS, python, work / "root", work / "wheels")
    target = Path(BUILT)
    target.mkdir(parents=True, exist_ok=True)
    stage.tell(work / "root", source.archive(target).name)
    program = work / "root" / "python"
    assert complex_math.give(program, [program])
    for leftover in program.glob("*.def"):
        leftover.unlink()
    return Made(script.pack(work / "root", target, work), work / "root")


@dataclass(frozen=True)
class User:
    """One of Wine's, with folders of their own."""

    wine: Wine
    prefix: Path

    @property
    def local(self) -> Path:
        """LOCALAPPDATA, seen from here."""
        (folder,) = self.prefix.glob("drive_c/users/*/AppData/Local")
        return folder

    @property
    def programs(self) -> Path:
        return self.local / "Programs" / "Tonekiln"

    @property
    def home(self) -> Path:
        return self.local / "tonekiln"

    def run(self, program: Path, *arguments: str) -> Ended:
        """A program in the prefix, to its end."""
        inside = program.relative_to(self.prefix / "drive_c")
        return self.wine.run(["C:\\" + "\\".join(inside.parts), *arguments])

    def tonekiln(self, *arguments: str) -> Ended:
        """The installed command line."""
        command = self.programs / "bin" / "tonekiln.cmd"
        inside = command.relative_to(self.prefix / "drive_c")
        return self.wine.run(["cmd", "/c", "C:\\" + "\\".join(inside.parts), *arguments])


@pytest.fixture
def user(tmp_path: Path) -> Iterator[User]:
    """A copy of the cached prefix, so that what is left over can be told."""
    prefix = tmp_path / "prefix"
    shutil.copytree(Wine.in_cache(CACHE, {}).prefix, prefix, symlinks=True)
    user = User(Wine(prefix), prefix)
    try:
        yield user
    finally:
        user.wine.end_all()
