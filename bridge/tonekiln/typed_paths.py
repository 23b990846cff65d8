"""Paths as people type them, written out in full."""

from __future__ import annotations

import os
from pathlib import Path

from .protocol.errors import InvalidRequest


def whole(path: str | os.PathLike[str], field: str) -> Path:
    """A path with `~` written out, from the root on.

    Args:
        path: as typed.
        field: what is said to be wrong if it cannot be meant.

    Raises:
        InvalidRequest: it begins with the home of somebody who is not known here.
    """
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:
        raise InvalidRequest(
            f"{os.fspath(path)}: whose home that is, is not known here",
            field=field,
            hint="write the whole path",
        ) from error
