"""The library's folder beside its index: which clips have no file, which files no clip."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.platform import commands
from tonekilnd.atomic import PART_SUFFIX
from tonekilnd.library.adoption import MOST_FILES, read_stray

from .finding import REPAIR, Finding, Mended, by_a_start, some
from .rows import ClipRow, Rows

_MOST_READ = 256
"""So many files that the index does not know are read, to say whose they are."""


def of_library(folder: Path, rows: Rows, daemon: int | None) -> Iterator[Finding]:
    """Whatever of the library is not as it should be.

    Args:
        folder: of the clips.
        rows: of the index.
        daemon: the process that serves this home; None where none runs.
    """
    try:
        names = foreign.names_in(folder, MOST_FILES)
    except Unreadable as problem:
        if not (problem.absent and not rows.clips):
            yield Finding("library", False, str(problem), _way_in(folder, problem))
        return
    yield from _files_of(folder, names, rows)
    parts = [name for name in names if name.endswith(PART_SUFFIX)]
    if parts and daemon is None:
        yield by_a_start("library", f"{len(parts)} half-written: {some(parts)}")
    yield from _clips_of(rows)
    yield from _without_clips(rows)


def _way_in(folder: Path, problem: Unreadable) -> str:
    if problem.absent:
        return "is its drive mounted? The setting `library` names another folder"
    return commands.show_rights(folder)


def _files_of(folder: Path, names: Sequence[str], rows: Rows) -> Iterator[Finding]:
    """WAV files that the index does not know."""
    known = {row.path: row.clip_id for row in rows.clips}
    unknown = [n for n in names if n.endswith(".wav") and f"{folder}{os.sep}{n}" not in known]
    strays: list[str] = []
    copies: list[str] = []
    paths = {clip_id: path for path, clip_id in known.items()}
    for name in unknown[:_MOST_READ]:
        stray = read_stray(folder / name)
        if stray is not None:
            whose = paths.get(stray.clip.clip_id)
            (copies if whose and Path(whose).exists() else strays).append(foreign.shown(name))
    if len(unknown) > _MOST_READ:
        strays.append(f"{len(unknown) - _MOST_READ} files that were not looked at")
    if strays:
        detail = f"{len(strays)} not in the index: {some(strays)}"
        yield by_a_start("library", detail)
    if copies:
        yield by_a_start("library", f"copies of clips, not in the index: {some(copies)}")


def _clips_of(rows: Rows) -> Iterator[Finding]:
    """Clips whose files are gone, or no clips any more."""
    gone: list[ClipRow] = []
    damaged: list[ClipRow] = []
    for row in rows.clips:
        try:
            size = Path(row.path).stat().st_size
        except (OSError, ValueError):
            gone.append(row)
            continue
        if size != row.bytes and read_stray(Path(row.path)) is None:
            damaged.append(row)
    if gone and len(gone) == len(rows.clips) > 1:
        folder = Path(gone[0].path).parent
        detail = f"not one file of {len(gone)} clips is there ({foreign.shown(folder)})"
        fix = "bring the folder back (a drive that is not mounted, a folder that was moved)"
        yield Finding("library", False, detail, fix)
        return
    for those, what in ((gone, "without their file"), (damaged, "with a damaged file")):
        if not those:
            continue
        names = some([Path(row.path).name for row in those])
        lost = [row for row in those if row.plan_id not in rows.plans]
        made = [row for row in those if row.plan_id in rows.plans]
        if made:
            yield Finding(
                "library",
                False,
                f"{len(made)} clips {what}: {names}",
                REPAIR,
                Mended.BY_MAKING,
                tuple(dict.fromkeys(row.plan_id for row in made)),
                tuple(row.path for row in made) if those is damaged else (),
            )
        if lost:
            forget = " ".join(["tonekiln library rm", *(row.clip_id for row in lost[:3])])
            detail = f"{len(lost)} clips {what} and without a Plan: {names}"
            yield Finding("library", False, detail, f"bring the files back, or: {forget}")


def _without_clips(rows: Rows) -> Iterator[Finding]:
    count = len(rows.plans - {row.plan_id for row in rows.clips})
    if count:
        detail = f"{count} Plans of clips that are not in the library; they can be made again"
        yield Finding("plans", True, detail)
