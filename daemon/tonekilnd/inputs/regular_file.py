"""Opening an input: a regular file, which nobody waits for."""

from __future__ import annotations

import errno
from io import BufferedReader
from pathlib import Path
from typing import cast

from tonekiln import foreign
from tonekiln.foreign import Unreadable


def open_to_read(path: Path) -> BufferedReader:
    """Open it; what the system reads out of itself (`/proc/kmsg`) may have no end, and is not.

    Raises:
        OSError: it cannot be opened, or has become something else.
    """
    try:
        return cast(BufferedReader, foreign.opened(path))
    except Unreadable as problem:
        if isinstance(problem.__cause__, OSError):
            raise problem.__cause__ from None
        raise OSError(errno.EINVAL, problem.why, str(path)) from problem
