"""A clip's file, which another program may have moved, replaced or opened."""

from __future__ import annotations

import os
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.platform import open_files
from tonekiln.platform.open_files import HeldOpen
from tonekiln.protocol.errors import InvalidRequest, NotFound


def read_chunk(clip_id: str, path: Path, offset: int, most: int) -> tuple[bytes, int]:
    """Bytes of it from `offset`, and its size. Raises NotFound."""
    try:
        with foreign.opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            if offset >= size:  # file systems refuse to seek far past the end
                return b"", size
            file.seek(offset)
            return file.read(most), size
    except Unreadable as problem:
        why = "is gone" if problem.absent else f"cannot be read ({problem.why})"
        raise _lost(clip_id, why) from problem
    except OSError as error:
        raise _lost(clip_id, f"cannot be read ({error.strerror})") from error


def remove(path: Path) -> None:
    """Remove it. Raises HeldOpen, and InvalidRequest where the system refuses."""
    try:
        open_files.unlink(path, missing_ok=True)
    except HeldOpen:
        raise
    except OSError as error:
        raise InvalidRequest(
            f"{foreign.shown(path)} cannot be removed: {error.strerror}",
            field="clip_id",
            hint="move away what is in its place, or let the folder be written to",
        ) from error


def _lost(clip_id: str, why: str) -> NotFound:
    return NotFound(
        f"the file of clip {clip_id} {why}",
        field="clip_id",
        hint="it can be made again from its Plan",
    )
