"""What already lies in the Hugging Face cache, read without importing its library.

Layout (huggingface_hub's documented cache): `models--OWNER--NAME/{refs/main, snapshots/COMMIT}`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from tonekiln.protocol.errors import NotFound

from .forms import Form, layout_in

_COMMIT = re.compile(r"^[0-9a-zA-Z_.-]{1,64}$")


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The cache's folder, by huggingface_hub's own environment variables."""
    if folder := environment.get("HF_HUB_CACHE") or environment.get("HUGGINGFACE_HUB_CACHE"):
        return Path(folder).expanduser()
    if home := environment.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    base = environment.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "huggingface" / "hub"


def snapshot_of(
    repo: str, forms: tuple[Form, ...], environment: Mapping[str, str] = os.environ
) -> Path | None:
    """The folder of a repository's newest complete snapshot, or None.

    A repository may be cached under an older name without its owner (`t5-base`).
    """
    for name in (repo, repo.rpartition("/")[2]):
        root = cache_folder(environment) / ("models--" + name.replace("/", "--"))
        for folder in _snapshots(root):
            try:
                layout_in(folder, forms)
            except NotFound:
                continue
            return folder
    return None


def _snapshots(root: Path) -> list[Path]:
    folder = root / "snapshots"
    if not folder.is_dir():
        return []
    newest_first = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    try:
        commit = (root / "refs" / "main").read_text().strip()
    except OSError:
        return newest_first
    if _COMMIT.match(commit) and (folder / commit).is_dir():
        return [folder / commit, *(path for path in newest_first if path.name != commit)]
    return newest_first
