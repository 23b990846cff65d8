"""Giving the disk space of weights back."""

from __future__ import annotations

import shutil
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.platform import open_files
from tonekiln.protocol.errors import NotFound

from ..libraries.environment import size_of
from . import hub_cache
from .store import Checkpoint, Part, Store


def remove(engine: str, store: Store) -> int:
    """Forget an engine's checkpoint, and delete what Tonekiln fetched for it alone.

    What was adopted stays: another program, or a person, put it there. A text encoder or codec
    that another pulled engine uses stays too.

    Returns:
        Bytes given back.

    Raises:
        NotFound: nothing is recorded of that engine.
    """
    checkpoint = store.find(engine)
    if checkpoint is None:
        raise NotFound(f"no weights of {engine} are recorded", hint="`tonekiln list` shows which")
    store.forget(engine)
    freed = _remove_converted(checkpoint, store)
    if checkpoint.origin == "pulled":
        kept = {part.repo for other in store.all() for part in other.parts}
        freed += sum(_remove(part) for part in checkpoint.parts if part.repo not in kept)
    return freed


def disk_bytes(engine: str, repo: str, store: Store) -> int:
    """What removing would give back at most: what Tonekiln fetched, to its end or not."""
    checkpoint = store.find(engine)
    if checkpoint is None or checkpoint.origin != "pulled":
        return unfinished_bytes(engine, repo, store)
    return checkpoint.bytes


def unfinished_bytes(engine: str, repo: str, store: Store) -> int:
    """What has come of a download that was not brought to its end."""
    if not store.begun(engine) or repo in {p.repo for other in store.all() for p in other.parts}:
        return 0
    return size_of(hub_cache.repository_folder(repo))


def remove_unfinished(engine: str, repo: str, store: Store) -> int:
    """Delete what came of a download that was given up; returns the bytes given back."""
    if not store.begun(engine):
        return 0
    store.forget(engine)
    if repo in {part.repo for other in store.all() for part in other.parts}:
        return 0
    root = hub_cache.repository_folder(repo)
    freed = size_of(root)
    shutil.rmtree(root, ignore_errors=True)
    return freed


def _remove(part: Part) -> int:
    root = hub_cache.repository_folder(part.repo)
    if not part.repo or not part.path.is_relative_to(root):
        return 0
    shutil.rmtree(root, ignore_errors=True)
    return sum(file.bytes for file in part.files)


def _remove_converted(checkpoint: Checkpoint, store: Store) -> int:
    still_used = {
        file.sha256 for other in store.all() for part in other.parts for file in part.files
    }
    freed = 0
    for file in checkpoint.weights.files:
        converted: Path = store.converted / f"{file.sha256}.safetensors"
        if file.sha256 in still_used:
            continue
        try:
            size = foreign.check_file(converted).st_size
        except Unreadable:
            continue
        freed += size
        open_files.unlink(converted)
    return freed
