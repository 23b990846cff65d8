"""Libraries of this machine's that come along, since not every other has them.

The loader finds them beside whoever needs them (`$ORIGIN`), wherever the folder is put.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from installers import facts

# What every Linux with a desktop has: the C and C++ run times, what draws and what sounds.
_EVERYWHERE = re.compile(
    r"(ld-linux.*|linux-vdso|libc|libm|libdl|librt|libutil|libpthread|libresolv|libgcc_s|"
    r"libstdc\+\+|libX.*|libxcb.*|libasound|libfreetype|libfontconfig|libbrotli.*)\.so.*"
)
_FOUND = re.compile(r"\s*(\S+) => (/\S+) ")


@dataclass(frozen=True)
class Bundled:
    """One that came along."""

    file: Path
    package: str
    """The package it is from, as this machine calls it."""
    version: str
    notice: str


def strip(files: Iterable[Path]) -> None:
    """Leave out what only a debugger reads."""
    for file in files:
        file.chmod(0o755)
        facts.run(["strip", "--strip-unneeded", file])


def bundle(needing: Sequence[Path], beside: Path) -> list[Bundled]:
    """Copy what the programs and libraries need into a folder, and lead them there."""
    origins = {
        name: path
        for file in needing
        for name, path in _needed(file)
        if not _EVERYWHERE.fullmatch(name) and not path.is_relative_to(beside.parent)
    }
    own = {file.name for file in needing}
    bundled = []
    for name, path in sorted(origins.items()):
        if name in own:
            continue
        copy = beside / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path.resolve(), copy)
        strip([copy])
        bundled.append(_told(copy, path))
    for file in [*needing, *(one.file for one in bundled)]:
        way = os.path.relpath(beside, file.parent)
        facts.run(["patchelf", "--set-rpath", "$ORIGIN" if way == "." else f"$ORIGIN/{way}", file])
    return bundled


def _needed(file: Path) -> Iterable[tuple[str, Path]]:
    said = facts.run(["ldd", file])
    return ((name, Path(path)) for name, path in _FOUND.findall(said))


def _told(copy: Path, path: Path) -> Bundled:
    """Whose it is, asked of the machine's own packages."""
    names = [path, path.resolve()]
    names += [Path("/usr") / name.relative_to("/") for name in names if name.parts[1] == "lib"]
    for name in names:
        try:
            package = facts.run(["dpkg-query", "--search", name]).split(":")[0]
        except SystemExit:
            continue
        version = facts.run(["dpkg-query", "--show", "-f", "${Version}", package]).strip()
        notice = Path("/usr/share/doc", package, "copyright").read_text("utf-8", errors="replace")
        return Bundled(copy, package, version, notice)
    raise SystemExit(f"{path} is of no package of this machine, so nobody knows its licence")
