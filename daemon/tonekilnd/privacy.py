"""What the daemon keeps is its user's: nobody else on this machine reads it.

The home is closed (0700) and so is what it holds (0600), whatever the user's umask. A library
that the user chose elsewhere is as open as its folder, within the user's umask. On Windows the
access lists say the same, and what is made in a folder has the folder's.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.in_the_way import was_set_aside
from tonekiln.ownership import WAY_OUT, belongs_to_another, is_foreign
from tonekiln.platform.privacy import close, open_to_others
from tonekiln.protocol.errors import InvalidRequest

log = logging.getLogger(__name__)

_OTHERS = 0o077
_READ_AND_WRITE = 0o666
_users_umask: int | None = None
"""Of the process before it was closed; None where it never was."""


def make_closed() -> None:
    """From here on, what this process and its workers make is their user's alone."""
    global _users_umask  # noqa: PLW0603 - the umask is the process's own global
    umask = os.umask(_OTHERS)
    if _users_umask is None:
        _users_umask = umask


def open_as_its_folder(file: Path) -> None:
    """Let others read a new file where its folder lets them in and the user's umask does."""
    umask = _OTHERS if _users_umask is None else _users_umask
    with contextlib.suppress(OSError):  # drives without permissions
        wanted = file.parent.stat().st_mode & _READ_AND_WRITE & ~umask | stat.S_IRUSR | stat.S_IWUSR
        if stat.S_IMODE(file.stat().st_mode) != wanted:
            file.chmod(wanted)


def check_owner(home: Home) -> None:
    """Raises InvalidRequest where another user owns the home, or what decides in it."""
    for path in (home.root, *_ours(home), *_in(home.keys), *_in(home.run)):
        if is_foreign(path) and not was_set_aside(path):
            raise InvalidRequest(belongs_to_another(path), field="home", hint=WAY_OUT)


def close_home(home: Home) -> None:
    """Take away what others may do in the home, and say so in the log.

    A folder that cannot be ours alone (`/`, `/tmp`, the user's own home) stays as it is; what is
    ours in it is closed.
    """
    was_open = _is_open(home.root)
    ours = list(_ours(home))
    if not home.shared:
        _close(home.root.resolve())
    elif was_open:
        log.warning("%s is shared with other things: only what is ours in it is closed", home.root)
    count = sum(_close(path) for path in ours)
    if was_open:  # as versions before this one left it: all that is below was open too
        count += sum(_close(path) for top in ours for path in _below(top))
    if was_open or count:
        log.warning("%s could be read by others; it is closed now (%d entries)", home.root, count)


def close_what_was_made(home: Home) -> None:
    """Close what is ours in the home once more.

    Windows knows no umask: what was made since is as open as its folder, which may be shared.
    """
    for path in _ours(home):
        _close(path)


def _ours(home: Home) -> Iterator[Path]:
    """Of the home's own entries those that are there."""
    yield from (path for path in home.entries if os.path.lexists(path))


def _in(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(Unreadable):
        yield from (folder / name for name in foreign.names_in(folder))


def _below(folder: Path) -> Iterator[Path]:
    """Everything below a folder of ours; links are not followed."""
    if folder.is_symlink():
        return
    for root, folders, files in os.walk(folder):
        yield from (Path(root) / name for name in (*folders, *files))


def _is_open(path: Path) -> bool:
    try:
        return path.exists() and open_to_others(path)
    except OSError as error:
        log.warning("who may see %s cannot be told: %s", foreign.shown(path), error.strerror)
        return False


def _close(path: Path) -> bool:
    """Close one file or folder; whether it was open. A link is let be, and what it leads to."""
    try:
        if path.is_symlink() or not open_to_others(path):
            return False
        close(path)
    except OSError as error:
        log.warning("%s stays open to others: %s", foreign.shown(path), error.strerror)
        return False
    return True
