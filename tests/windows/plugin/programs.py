"""What `make windows` built, and a folder from which the Standalone paints under Wine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.windows.wine import OVERRIDES

BUILT = Path(__file__).parents[3] / "juce-plugin" / "build" / "windows"
STANDALONE = BUILT / "Tonekiln_artefacts" / "Release" / "Standalone" / "Tonekiln.exe"
SUITE = BUILT / "tests" / "tonekiln_tests_artefacts" / "Release" / "tonekiln_tests.exe"

WITH_VERTICAL_BLANK = {"WINEDLLOVERRIDES": f"{OVERRIDES};dxgi=n"}
"""Variables of a program that has our dxgi.dll beside it."""

_COMPILER = "x86_64-w64-mingw32-g++-posix"
_SECONDS = 300


def compiled(source: str, target: Path, *options: str) -> Path:
    """A program or library of the tests' own, from a source given from this folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [_COMPILER, "-std=c++20", "-O1", "-static", "-s", *options, "-o", str(target)]
    libraries = ["-lole32", "-lshell32", "-luuid"]
    subprocess.run(
        [*command, str(Path(__file__).parent / source), *libraries], check=True, timeout=_SECONDS
    )
    return target


def standalone_in(folder: Path) -> Path:
    """The Standalone, with what it needs to paint."""
    compiled("vertical_blank.cpp", folder / "dxgi.dll", "-shared")
    return Path(shutil.copy(STANDALONE, folder))
