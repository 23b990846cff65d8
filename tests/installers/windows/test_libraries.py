"""On a Windows where no other program has installed anything, every library is found."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from installers.notices.within import native
from tests.installers.windows.conftest import Made
from tests.patience import PATIENCE_SECONDS

from installers import tree

OBJDUMP = "x86_64-w64-mingw32-objdump"
# What every Windows 10 has by itself.
WINDOWS = {
    *("advapi32", "bcrypt", "bcryptprimitives", "cfgmgr32", "comctl32", "comdlg32", "crypt32"),
    *("dbghelp", "dwmapi", "dxgi", "gdi32", "imm32", "iphlpapi", "kernel32", "msvcrt", "ntdll"),
    *("ole32", "oleaut32", "pdh", "powrprof", "psapi", "rpcrt4", "secur32", "setupapi", "shell32"),
    *("shlwapi", "ucrtbase", "user32", "userenv", "uxtheme", "version", "wininet", "winmm"),
    *("winspool.drv", "wldap32", "ws2_32", "wsock32", "wtsapi32", "d2d1", "d3d11", "dwrite"),
}
_IMPORTED = re.compile(r"\s*DLL Name: (\S+)")


def test_what_a_library_asks_for_is_beside_it_or_of_windows_own(made: Made) -> None:
    paths = [path.as_posix() for path in tree.files(made.layout)]
    files = [made.layout / path for path in native(made.layout, paths)]
    assert len(files) > 50
    python = made.layout / "python"
    packages = [*(python / "Lib" / "site-packages").glob("*.libs")]  # put on the path by each
    missing = {
        (name, file.name)
        for file in files
        for name in imported(file)
        if not is_windows_own(name)
        and not any(there(folder, name) for folder in (file.parent, python, *packages))
    }
    assert missing == set()


def imported(file: Path) -> list[str]:
    ended = subprocess.run(
        [OBJDUMP, "-p", file],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    found = map(_IMPORTED.match, ended.stdout.splitlines())
    return [one[1].lower() for one in found if one]


def is_windows_own(name: str) -> bool:
    """Its own libraries, and the sets of its interfaces, which stand for some of them."""
    return name.removesuffix(".dll") in WINDOWS or name.startswith(("api-ms-win-", "ext-ms-"))


def there(folder: Path, name: str) -> bool:
    return any(file.name.lower() == name for file in folder.iterdir())
