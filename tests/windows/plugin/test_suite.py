"""The plugin's C++ suite as a program of Windows, with our own host on the built VST3."""

from __future__ import annotations

import re
import subprocess

from tests.patience import PATIENCE_SECONDS
from tests.windows.conftest import Windows
from tests.windows.plugin.programs import BUILT, SUITE
from tests.windows.wine import windows_path

SYSTEM_LIBRARIES = re.compile(r"(?i)api-ms-win-.*|\w+\.(dll|drv)")


def test_the_suite_passes(shown: Windows) -> None:
    ended = shown.wine.run([windows_path(SUITE), "-d", "yes"])
    assert ended.status == 0, ended.out[-8000:]
    for part in ("it says who it is", "loaded by REAPER", "a started process gets each argument"):
        assert part in ended.out


def test_the_artefacts_need_no_library_but_windows_own() -> None:
    vst3 = BUILT / "Tonekiln_artefacts" / "Release" / "VST3" / "Tonekiln.vst3"
    (library,) = (vst3 / "Contents" / "x86_64-win").glob("*.vst3")
    for file in (library, BUILT / "Tonekiln_artefacts/Release/Standalone/Tonekiln.exe"):
        said = subprocess.run(
            ["x86_64-w64-mingw32-objdump", "-p", file],
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_SECONDS,
        )
        needed = re.findall(r"DLL Name: (\S+)", said.stdout)
        assert "KERNEL32.dll" in needed
        ours = [name for name in needed if re.match(r"(?i)lib|zlib|zmq|sodium", name)]
        assert ours == []
