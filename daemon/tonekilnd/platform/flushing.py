"""Making what was written outlast a power cut."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def flush_file(path: Path) -> None:
    """Flush a file's contents. Raises OSError."""
    _flush(path, os.O_RDWR)


def flush_folder(path: Path) -> None:
    """Flush the names in a folder. Raises OSError; Windows cannot, and keeps a log of names."""
    if sys.platform != "win32":
        _flush(path, os.O_RDONLY)


def _flush(path: Path, mode: int) -> None:
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
