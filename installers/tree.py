"""Trees of files that are the same whoever makes them, whenever."""

from __future__ import annotations

import lzma
import os
import shutil
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

_OPEN, _RUNS = 0o644, 0o755


def files(folder: Path) -> list[Path]:
    """Every file and link below it, relative to it, in one order on every machine."""
    found = [
        Path(where, name).relative_to(folder)
        for where, _, names in os.walk(folder)
        for name in [*names, *_links(Path(where))]
    ]
    return sorted(set(found), key=lambda path: path.as_posix())


def settle(folder: Path, epoch: int) -> None:
    """Give files and folders the modes of a package, and one date."""
    for path in [folder, *sorted(folder.rglob("*"))]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(_RUNS if runs else _OPEN)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def replace(source: Path, target: Path) -> Path:
    """Copy a folder or a file to where nothing of an earlier build remains."""
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)
    return target


def write(path: Path, text: str, *, runs: bool = False) -> Path:
    """Write a text file, which may be a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(_RUNS if runs else _OPEN)
    return path


def pack(folder: Path, archive: Path, epoch: int) -> Path:
    """A .tar.xz with the folder in it: members sorted, nobody's, of one date."""
    with (
        lzma.open(archive, "wb", preset=6) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in [folder, *sorted(folder.rglob("*"))]:
            member = tar.gettarinfo(path, path.relative_to(folder.parent).as_posix())
            member.uid = member.gid = 0
            member.uname = member.gname = "root"
            member.mtime = epoch
            if member.isreg():
                with path.open("rb") as content:
                    tar.addfile(member, content)
            else:
                tar.addfile(member)
    return archive


def _links(folder: Path) -> Iterator[str]:
    """Links to folders, which a walk counts among the folders."""
    return (path.name for path in folder.iterdir() if path.is_symlink())
