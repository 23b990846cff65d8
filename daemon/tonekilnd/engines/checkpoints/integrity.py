"""Sizes and digests: a file is what it was when it came."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol.errors import EngineUnavailable, TonekilnError

from ..libraries.out_of_memory import is_out_of_memory

_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_CHUNK = 8 * 2**20
_SMALL_BYTES = 16 * 2**20
_MOST_SAID = 300


class FileRecord(Struct, frozen=True, kw_only=True):
    """What was recorded of one file.

    Attributes:
        path: where it is; links are kept, so that a hub cache may move its blobs.
        checked_ns: the file's modification time when its digest was last computed.
    """

    path: str
    bytes: int
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    checked_ns: int


def record(path: Path, progress: Callable[[int], None] = lambda _bytes: None) -> FileRecord:
    """Size and digest of a file, computed now.

    Args:
        path: the file.
        progress: called with the bytes read since the last call.

    Raises:
        EngineUnavailable: the file lies in a hub cache under another digest than its content's,
            or cannot be read.
    """
    try:
        status = foreign.check_file(path)
        digest = _sha256(path, progress)
    except Unreadable as error:
        raise damaged(path, error.why) from error
    expected = _blob_of(path)
    if _SHA256.match(expected) and expected != digest:
        raise damaged(path, "its content is not what the hub published")
    return FileRecord(
        path=str(path), bytes=status.st_size, sha256=digest, checked_ns=status.st_mtime_ns
    )


def known_digest(path: Path) -> str:
    """A file's digest where it costs little: by its blob's name in a hub cache, or if small.

    Returns:
        The SHA-256, or "" where the file would have to be read whole, or cannot be read.
    """
    blob = _blob_of(path)
    if _SHA256.match(blob):
        return blob
    try:
        return _sha256(path) if foreign.status_of(path).st_size <= _SMALL_BYTES else ""
    except Unreadable:
        return ""


def _blob_of(path: Path) -> str:
    """The name of what a link leads to in the end."""
    return Path(os.path.realpath(path)).name


def check(known: FileRecord) -> None:
    """Raise unless the file is still what was recorded.

    The size is compared always; the digest is computed again when the file was written since.

    Raises:
        EngineUnavailable: names the file.
    """
    path = Path(known.path)
    try:
        status = foreign.check_file(path)
        if status.st_size != known.bytes:
            raise damaged(path, f"it has {status.st_size} bytes instead of {known.bytes}")
        if status.st_mtime_ns != known.checked_ns and _sha256(path) != known.sha256:
            raise damaged(path, "its content has changed")
    except Unreadable as error:
        raise damaged(path, "it is gone" if error.absent else error.why) from error


def damaged(path: Path, why: str) -> EngineUnavailable:
    """The error for a file that must not be loaded."""
    return EngineUnavailable(
        f"{foreign.shown(path)} is damaged: {why}", hint="delete it and run `tonekiln pull` again"
    )


@contextmanager
def made_of(folder: Path) -> Iterator[None]:
    """What reading and building a checkpoint raises is the checkpoint's fault, whatever it is.

    The libraries that read it raise what a foreign file makes them raise; no list of that is
    whole.

    Raises:
        EngineUnavailable: names the folder, or the file.
    """
    try:
        yield
    except TonekilnError:
        raise
    except Unreadable as error:
        raise damaged(error.path, error.why) from error
    except Exception as error:
        if is_out_of_memory(error):
            raise
        said = " ".join(str(error).split())[:_MOST_SAID]
        raise damaged(folder, f"{type(error).__name__}: {said}") from error


def digest_of(files: Iterable[tuple[str, str]]) -> str:
    """One digest for a set of files, whatever folder they lie in.

    Args:
        files: name and SHA-256 of each.
    """
    lines = sorted(f"{name} {sha256}" for name, sha256 in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sha256(path: Path, progress: Callable[[int], None] = lambda _bytes: None) -> str:
    digest = hashlib.sha256()
    with foreign.opened(path) as file:
        try:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                progress(len(chunk))
        except OSError as error:
            raise foreign.unreadable(path, error) from error
    return digest.hexdigest()
