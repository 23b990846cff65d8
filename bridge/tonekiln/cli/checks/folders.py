"""Whether the home's folders can be used, and whose they are."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tonekiln import foreign
from tonekiln.cli.answer import megabytes
from tonekiln.cli.repairs import CloseToOthers, RemoveHalfWritten, SetAside
from tonekiln.foreign import Unreadable, is_folder
from tonekiln.home import Home
from tonekiln.in_the_way import was_set_aside
from tonekiln.ownership import WAY_OUT, belongs_to_another, is_foreign
from tonekiln.platform import commands, privacy

from .check import Check

_LEAST_FREE_BYTES = 500_000_000
_MOST_BELOW = 200_000
_STILL_WRITTEN_SECONDS = 60.0
"""Nothing that is written beside a clip takes so long."""


def folder_checks(home: Home, settings: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """Room, owners, rights and what broke off, in the home and the library's folder."""
    yield _folder("home", home.root)
    yield _folder("library", library_folder(home, settings))
    yield _inputs(home)
    yield from _owners(home)
    yield from _open_to_others(home)
    yield from _half_written(home)


def library_folder(home: Home, settings: Sequence[Mapping[str, Any]]) -> Path:
    """Where clips are."""
    chosen = next((row["value"] for row in settings if row["name"] == "library"), "")
    return foreign.expanded(chosen) if chosen else home.library


def _folder(name: str, path: Path) -> Check:
    there = next((parent for parent in (path, *path.parents) if is_folder(parent)), path)
    in_the_way = next((p for p in (path, *path.parents) if os.path.lexists(p)), there)
    if in_the_way != there:
        why = foreign.why_no_folder(in_the_way)
        detail = f"{foreign.shown(in_the_way)} cannot be used ({why})"
        return Check(name, ok=False, detail=detail, fix=commands.show_rights(in_the_way))
    if not os.access(there, os.W_OK):
        detail = f"{path} cannot be written to"
        return Check(name, ok=False, detail=detail, fix=commands.show_rights(there))
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Check(name, ok=False, detail=str(foreign.unreadable(there, error)))
    detail = f"{path}, {megabytes(free)} free"
    if free < _LEAST_FREE_BYTES:
        fix = f"make room, or name another folder: {commands.show_sizes(path)}"
        return Check(name, ok=False, detail=f"{detail}: the disk is nearly full", fix=fix)
    return Check(name, ok=True, detail=detail)


def _inputs(home: Home) -> Check:
    """What clips were made of; it goes with the last clip that needs it."""
    kept = home.inputs.rglob("*") if foreign.is_folder(home.inputs) else ()
    sizes = [_size(path) for path in kept]
    detail = f"{home.inputs}, {megabytes(sum(sizes))} kept for clips made of audio or MIDI"
    return Check("inputs", ok=True, detail=detail)


def _size(path: Path) -> int:
    try:
        facts = path.lstat()
    except OSError:
        return 0  # it has gone meanwhile
    return facts.st_size if stat.S_ISREG(facts.st_mode) else 0


def _owners(home: Home) -> Iterator[Check]:
    """A daemon refuses what another user owns, and what he may have planted."""
    for path in (home.root, *home.entries):
        if is_foreign(path):
            fix = f"{WAY_OUT}; if it is yours: {commands.own(path)}"
            yield Check("owner", ok=False, detail=belongs_to_another(path), fix=fix)
    if is_foreign(home.root):
        return
    for path in (*_in(home.keys), *_in(home.run)):
        if is_foreign(path) and not was_set_aside(path):
            mend = SetAside(path, "another user owns it")
            yield Check(
                "owner", ok=False, detail=belongs_to_another(path), fix=mend.typed, mend=mend
            )


def _open_to_others(home: Home) -> Iterator[Check]:
    """In a home that is closed, what others could read if a folder above were opened: secrets."""
    top = [] if home.shared else [home.root]
    secrets = [home.keys, *_in(home.keys), home.run, home.connection_file, home.database]
    wide = [path for path in (*top, *secrets) if _is_open(path)]
    if wide and (home.shared or home.root in wide):
        ours = [path for path in home.entries if os.path.lexists(path)]
        wide += [p for p in (*ours, *_below(ours)) if p not in wide and _is_open(p)]
    if wide:
        mend = CloseToOthers(tuple(wide))
        more = f" and {len(wide) - 1} more" if len(wide) > 1 else ""
        detail = f"{foreign.shown(wide[0])}{more} can be read by others"
        yield Check("rights", ok=False, detail=detail, fix=mend.typed, mend=mend)


def _is_open(path: Path) -> bool:
    try:
        return not path.is_symlink() and privacy.open_to_others(path)
    except OSError:
        return False


def _in(folder: Path) -> list[Path]:
    try:
        return [folder / name for name in foreign.names_in(folder)]
    except Unreadable:
        return []


def _below(folders: Sequence[Path]) -> Iterator[Path]:
    left = _MOST_BELOW
    for folder in folders:
        if folder.is_symlink():
            continue
        for root, inner, files in os.walk(folder):
            for name in (*inner, *files):
                left -= 1
                if left < 0:
                    return
                yield Path(root) / name


def _half_written(home: Home) -> Iterator[Check]:
    """What a process that was killed, or a disk that was full, left behind in the home."""
    patterns = ((home.root, "*.part"), (home.run, "*.part"), (home.keys, "*.part"))
    oldest = time.time() - _STILL_WRITTEN_SECONDS
    found = []
    for folder, pattern in (*patterns, (home.root / "daw", ".*.part")):
        for path in sorted(folder.glob(pattern)) if is_folder(folder) else ():
            facts = path.lstat()
            if stat.S_ISREG(facts.st_mode) and facts.st_mtime < oldest:
                found.append(path)
    if found:
        mend = RemoveHalfWritten(tuple(found))
        names = ", ".join(foreign.shown(path.name) for path in found[:3])
        detail = f"{len(found)} half-written: {names}"
        yield Check("leftovers", ok=False, detail=detail, fix=mend.typed, mend=mend)
