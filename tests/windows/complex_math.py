"""Wine 8's C runtime has no complex functions of C99, which NumPy is linked with.

The name under which they are imported resolves past any DLL of that name beside the program, so
the import is renamed in the unpacked copies, to a DLL of our own. That has the complex functions
from MinGW's libmingwex, and forwards every other name to the system's runtime. On a real Windows
none of this is needed; what is under test is changed in nothing else.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

SECONDS = 300
COMPILER = "x86_64-w64-mingw32-gcc-posix"
_OBJDUMP = "x86_64-w64-mingw32-objdump"

_SYSTEMS = b"api-ms-win-crt-math-l1-1-0.dll"
_OURS = b"xpi-ms-win-crt-math-l1-1-0.dll"  # of the same length: it is written over the other

_COMPLEX = frozenset(
    [
        "cabs",
        "cacos",
        "cacosh",
        "carg",
        "casin",
        "casinh",
        "catan",
        "catanh",
        "ccos",
        "ccosh",
        "cexp",
        "cimag",
        "clog",
        "conj",
        "cpow",
        "cproj",
        "creal",
        "csin",
        "csinh",
        "csqrt",
        "ctan",
        "ctanh",
    ]
)
_DLL = re.compile(r"\s*DLL Name: (\S+)")
_NAME = re.compile(r"\s+[0-9a-f]+\s+(?:<none>\s+)?\d*\s*(\w+)$")


def give(program_folder: Path, folders: Iterable[Path]) -> int:
    """Rename the import in every library of `folders`, and put our DLL beside the program.

    Returns:
        How many libraries were changed.
    """
    names: set[str] = set()
    changed = 0
    for file in _libraries(folders):
        content = file.read_bytes()
        if _SYSTEMS in content:
            file.write_bytes(content.replace(_SYSTEMS, _OURS))
            names.update(_imported(file))
            changed += 1
    _build(program_folder / _OURS.decode(), names)
    return changed


def _libraries(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for ending in ("*.pyd", "*.dll", "*.exe"):
            yield from sorted(folder.rglob(ending))


def _imported(file: Path) -> Iterator[str]:
    """What a library takes from our DLL."""
    said = subprocess.run(
        [_OBJDUMP, "-p", file], capture_output=True, text=True, check=True, timeout=SECONDS
    )
    dll = ""
    for line in said.stdout.splitlines():
        if found := _DLL.match(line):
            dll = found[1].lower()
        elif dll == _OURS.decode() and (found := _NAME.match(line)):
            yield found[1]


def _build(dll: Path, names: Iterable[str]) -> None:
    exports, wanted = [], []
    for name in sorted(names):
        own = _of_mingw(name)
        exports.append(_export(name, own))
        wanted += [f"-Wl,-u,{own}"] if own else []
    definition = dll.with_suffix(".def")
    definition.write_text("\n".join([f"LIBRARY {dll.stem}", "EXPORTS", *exports, ""]))
    subprocess.run(
        [COMPILER, "-shared", "-static", *wanted, "-o", dll, definition, "-lmingwex"],
        check=True,
        timeout=SECONDS,
    )


def _of_mingw(name: str) -> str:
    """The function of MinGW's that stands for a name, "" where the runtime has its own.

    A `long double` of Windows' is a `double`, unlike MinGW's.
    """
    if name in _COMPLEX or (name[-1] == "f" and name[:-1] in _COMPLEX):
        return name
    return name[:-1] if name[-1] == "l" and name[:-1] in _COMPLEX else ""


def _export(name: str, own: str) -> str:
    if not own:
        return f" {name} = ucrtbase.{name}"
    return f" {name}" if own == name else f" {name}={own}"
