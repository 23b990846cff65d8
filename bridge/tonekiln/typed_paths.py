"""Paths as people type them, written out in full."""

from __future__ import annotations

import os
from pathlib import Path

from .protocol.errors import InvalidRequest


def written_out(path: str | os.PathLike[str]) -> Path:
    """A path with `~` or `~SOMEBODY` written out.

    Windows keeps no list of homes: Python takes a folder beside one's own, there or not.

    Raises:
        RuntimeError: nobody is called so, or has no home.
    """
    first, *rest = Path(path).parts or ("",)
    home = Path(first).expanduser()
    if len(first) > 1 and first.startswith("~") and not home.is_dir():
        raise RuntimeError(f"{first} has no home here")
    return home.joinpath(*rest)


def whole(path: str | os.PathLike[str], field: str) -> Path:
    """A path with `~` written out, from the root on.

    Args:
        path: as typed.
        field: what is said to be wrong if it cannot be meant.

    Raises:
        InvalidRequest: it begins with the home of somebody who is not known here.
    """
    try:
        return written_out(path).absolute()
    except RuntimeError as error:
        raise InvalidRequest(
            f"{os.fspath(path)}: whose home that is, is not known here",
            field=field,
            hint="write the whole path",
        ) from error
