"""Kept inputs, uploads, and what they take with the clips."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekilnd.atomic import PART_SUFFIX
from tonekilnd.inputs.store import InputStore

from .finding import Finding, by_a_start, some
from .rows import Rows

_MB = 1_000_000


def of_inputs(folder: Path, rows: Rows, daemon: int | None) -> Iterator[Finding]:
    """Inputs that nobody needs, that somebody needs and are not there, and half-written ones.

    A daemon that runs removes the first and the last by itself, within minutes.
    """
    store = InputStore(folder)
    kept = store.kept.digests()
    of_plan = dict(rows.inputs)
    of_clips = {digest for row in rows.clips for digest in of_plan.get(row.plan_id, ())}
    needed = of_clips | {d for plan_id in rows.wanted for d in of_plan.get(plan_id, ())}
    if daemon is None:
        over = kept - needed
        if over:
            yield by_a_start("inputs", f"{len(over)} kept inputs that no clip needs")
        yield from _left_behind(folder)
    missing = of_clips - kept
    if missing:
        detail = f"{len(missing)} inputs are gone: clips made of them cannot be made again"
        yield Finding("inputs", False, detail, "generate once more from the same files")


def _left_behind(folder: Path) -> Iterator[Finding]:
    for where, what in ((folder, "half-written"), (folder / "uploads", "uploads that broke off")):
        try:
            parts = [n for n in foreign.names_in(where) if n.endswith(PART_SUFFIX)]
        except Unreadable:
            continue
        if parts:
            yield by_a_start("inputs", f"{len(parts)} {what}: {some(parts)}")


def of_quota(folder: Path, rows: Rows, quota: int) -> Iterator[Finding]:
    """Whether clips and inputs take more than they may."""
    used = sum(row.bytes for row in rows.clips) + InputStore(folder).usage()[1]
    if quota and used > quota:
        detail = f"clips and inputs take {used / _MB:.1f} MB of {quota / _MB:.1f} MB"
        fix = "tonekiln library rm CLIP..., or raise library_quota_bytes"
        yield Finding("quota", False, detail, fix)
