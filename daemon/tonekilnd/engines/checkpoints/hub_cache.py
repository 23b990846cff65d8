"""What already lies in the Hugging Face cache, read without importing its library.

Layout (huggingface_hub's documented cache): `models--OWNER--NAME/{refs/main, snapshots/COMMIT}`.
The folder is shared with other programs, interrupted downloads and people who tidy up: whatever
cannot be read is not here, and is named.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable

from .forms import Form, look_into

MOST_SNAPSHOTS = 1000
MOST_PROBLEMS = 5
"""Named of one repository."""

_COMMIT = re.compile(r"[0-9a-zA-Z_-][0-9a-zA-Z_.-]{0,63}")
_REF_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Search:
    """What a search for a repository found.

    Attributes:
        folder: its newest complete snapshot, or None.
        problems: what could not be read on the way, a sentence each.
    """

    folder: Path | None
    problems: tuple[str, ...] = ()


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The cache's folder, by huggingface_hub's own environment variables."""
    if folder := environment.get("HF_HUB_CACHE") or environment.get("HUGGINGFACE_HUB_CACHE"):
        return foreign.expanded(folder)
    if home := environment.get("HF_HOME"):
        return foreign.expanded(home) / "hub"
    base = environment.get("XDG_CACHE_HOME") or "~/.cache"
    return foreign.expanded(base) / "huggingface" / "hub"


def repository_folder(repo: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the cache keeps a repository, be it there or not."""
    return cache_folder(environment) / ("models--" + repo.replace("/", "--"))


def snapshot_of(
    repo: str, forms: tuple[Form, ...], environment: Mapping[str, str] = os.environ
) -> Path | None:
    """The folder of a repository's newest complete snapshot, or None."""
    return search(repo, forms, environment).folder


def search(
    repo: str, forms: tuple[Form, ...], environment: Mapping[str, str] = os.environ
) -> Search:
    """Look for a repository's newest complete snapshot.

    A repository may be cached under an older name without its owner (`t5-base`).
    """
    cache = cache_folder(environment)
    problems: list[str] = []
    if _cannot_be_used(cache, problems):
        return Search(None, tuple(problems))
    for name in dict.fromkeys((repo, repo.rpartition("/")[2])):
        for folder in _snapshots(repository_folder(name, environment), problems):
            seen = look_into(folder, forms)
            if seen.layout is not None:
                return Search(folder, _few(problems))
            problems += [str(problem) for problem in seen.problems]
    return Search(None, _few(problems))


def _few(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - MOST_PROBLEMS
    shown = tuple(problems[:MOST_PROBLEMS])
    return (*shown, f"and {more} more of its repository") if more > 0 else shown


def _cannot_be_used(folder: Path, problems: list[str]) -> bool:
    """Whether a folder is none, saying why where something else is in its place."""
    try:
        status = foreign.status_of(folder)
    except Unreadable as problem:
        if not problem.absent:
            problems.append(str(problem))
        return True
    if not stat.S_ISDIR(status.st_mode):
        problems.append(str(Unreadable(folder, f"{foreign.kind_of(status)}, not a folder")))
        return True
    return False


def _snapshots(root: Path, problems: list[str]) -> list[Path]:
    """Every snapshot of a repository, the one of its main branch first, then the newest."""
    folder = root / "snapshots"
    if _cannot_be_used(root, problems) or _cannot_be_used(folder, problems):
        return []
    try:
        names = foreign.names_in(folder, MOST_SNAPSHOTS)
    except Unreadable as problem:
        problems.append(str(problem))
        return []
    main = _main_commit(root, problems)
    found = []
    for name in names:
        path = folder / name
        try:
            status = foreign.status_of(path)
        except Unreadable as problem:
            problems.append(str(problem))
            continue
        if not stat.S_ISDIR(status.st_mode):
            continue  # a stray file, as file managers leave them
        if not _is_text(path):
            problems.append(str(Unreadable(path, "its name is not UTF-8 text")))
            continue
        found.append((name == main, status.st_mtime_ns, path))
    return [path for _, _, path in sorted(found, reverse=True)]


def _main_commit(root: Path, problems: list[str]) -> str:
    try:
        commit = foreign.read_text(root / "refs" / "main", _REF_BYTES).strip()
    except Unreadable as problem:
        if not problem.absent:
            problems.append(str(problem))
        return ""
    return commit if _COMMIT.fullmatch(commit) else ""


def _is_text(path: Path) -> bool:
    """Whether a path can be written down in a record."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
