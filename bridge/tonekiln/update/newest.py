"""The newest version that was ever offered here, so that nobody can offer less again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from tonekiln import foreign, in_the_way
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.platform import open_files

from .errors import VersionOlder
from .manifest import Manifest
from .version import PATTERN, Version

_MOST_BYTES = 4096


class _Newest(msgspec.Struct, frozen=True):
    version: Annotated[str, msgspec.Meta(pattern=PATTERN)]


def updates_folder(home: Home) -> Path:
    """Where what was fetched lies."""
    return home.root / "updates"


def check_not_older(home: Home, manifest: Manifest, installed: Version) -> None:
    """Raises VersionOlder where more than this runs here, or was offered before."""
    before = max(installed, _read(home) or installed)
    if manifest.number < before:
        raise VersionOlder(
            f"{manifest.version} is offered, and {before} was here before: it is not taken",
            field="version",
            hint="whoever serves the manifest may be keeping newer ones back; try later",
        )


def remember(home: Home, manifest: Manifest) -> None:
    """Keep what was offered. Raises OSError."""
    folder = updates_folder(home)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, part = _path(home), folder / ".newest.json.part"
    try:
        part.write_bytes(msgspec.json.encode(_Newest(manifest.version)))
        open_files.replace(part, path)
    finally:
        open_files.discard(part)


def _read(home: Home) -> Version | None:
    try:
        return Version.parse(foreign.read_json(_path(home), _Newest, _MOST_BYTES).version)
    except Unreadable as problem:
        if not problem.absent:
            in_the_way.set_aside(_path(home), problem.why)
        return None


def _path(home: Home) -> Path:
    return updates_folder(home) / "newest.json"
