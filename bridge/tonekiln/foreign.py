"""Reading what other programs, people or chance put into a folder: bounded, never waited for.

Every function answers, or raises `Unreadable` with the reason in words. Only regular files are
opened: a pipe, a socket or a device that has a file's name holds nobody up.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from tonekiln.plain import plain, shortened

T = TypeVar("T")

MOST_JSON_BYTES = 2 * 2**20
"""An index of a thousand shards' tensors takes a tenth of it."""

MOST_NAMES = 10_000
"""Entries of one folder that are looked at."""

_MOST_SHOWN = 300

NOT_JSON = (msgspec.MsgspecError, ValueError, RecursionError)
"""What msgspec raises of a text that is none, or not of the shape, or nested without end."""

NOT_THERE = "it is not there"
LEADS_NOWHERE = "a link that leads nowhere"

_REASONS = {
    errno.ELOOP: "a link that leads back to itself",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ENOTDIR: "it lies below a file",
    errno.EIO: "the drive gives an error",
}
_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISREG, "it is a file"),
    (stat.S_ISFIFO, "it is a pipe"),
    (stat.S_ISSOCK, "it is a socket"),
)


class Unreadable(Exception):  # noqa: N818 - a finding, which callers turn into words
    """Something that cannot be read.

    Attributes:
        path: what.
        why: the reason, as the end of a sentence.
        absent: whether it just is not there, as most things are not.
    """

    def __init__(self, path: Path, why: str, *, absent: bool = False) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why
        self.absent = absent

    def __str__(self) -> str:
        return f"{shown(self.path)} cannot be read ({self.why})"


def shown(path: Path | str) -> str:
    """A path for a person: one line, the home as `~`, bytes that are no text written out."""
    text = os.fspath(path)
    home = str(expanded("~"))
    if len(home) > 1 and text.startswith(home + os.sep):
        text = "~" + text[len(home) :]
    return shortened(plain(text), _MOST_SHOWN)


def expanded(path: str) -> Path:
    """A path with `~` written out, as far as it is known whose."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def status_of(path: Path) -> os.stat_result:
    """What something is, links followed. Raises Unreadable."""
    try:
        return path.stat()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def is_there(path: Path) -> bool:
    """Whether anything can be found under a path, links followed; not where it cannot be asked."""
    try:
        status_of(path)
    except Unreadable:
        return False
    return True


def is_folder(path: Path) -> bool:
    """Whether a folder is there that can be asked for."""
    return not why_no_folder(path)


def why_no_folder(path: Path) -> str:
    """Why something is no folder that can be asked for, or ""."""
    try:
        status = status_of(path)
    except Unreadable as problem:
        return problem.why
    return "" if stat.S_ISDIR(status.st_mode) else f"{kind_of(status)}, not a folder"


def names_in(folder: Path, most: int = MOST_NAMES) -> list[str]:
    """The names in a folder, sorted; `most` of them at most. Raises Unreadable."""
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found.append(entry.name)
                if len(found) == most:
                    break
    except (OSError, ValueError) as error:
        raise unreadable(folder, error) from error
    return sorted(found)


def opened(path: Path) -> BinaryIO:
    """A regular file, open for reading. Raises Unreadable."""
    _require_file(path, status_of(path))
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    try:
        _require_file(path, os.fstat(handle))  # it may have been swapped meanwhile
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def check_file(path: Path) -> os.stat_result:
    """The status of a regular file that can be opened. Raises Unreadable."""
    with opened(path) as file:
        return os.fstat(file.fileno())


def read(path: Path, most: int) -> bytes:
    """A file of at most `most` bytes. Raises Unreadable."""
    content = read_start(path, most + 1)
    if len(content) > most:
        raise Unreadable(path, f"it is longer than {most} bytes")
    return content


def read_start(path: Path, most: int) -> bytes:
    """The first bytes of a file, `most` at most. Raises Unreadable."""
    with opened(path) as file:
        try:
            return file.read(most) or b""
        except OSError as error:
            raise unreadable(path, error) from error


def read_text(path: Path, most: int) -> str:
    """A file of UTF-8 text, without its byte order mark. Raises Unreadable."""
    try:
        return read(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(path, "it is not UTF-8 text") from error


def read_json(path: Path, shape: type[T], most: int = MOST_JSON_BYTES) -> T:
    """A JSON file of a shape that msgspec knows. Raises Unreadable."""
    return json_of(read(path, most), shape, path)


def json_of(content: bytes | str, shape: type[T], path: Path) -> T:
    """JSON of a shape that msgspec knows; `path` is where it came from. Raises Unreadable."""
    text = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        return msgspec.json.decode(text.removeprefix(b"\xef\xbb\xbf"), type=shape)
    except msgspec.ValidationError as error:
        raise Unreadable(path, f"it does not hold what it should: {error}") from error
    except NOT_JSON as error:
        raise Unreadable(path, "it is not JSON") from error


def read_object(path: Path, most: int = MOST_JSON_BYTES) -> dict[str, Any]:
    """A JSON object with whatever in it, as Python's own reader takes it (it knows Infinity).

    Raises:
        Unreadable: it is no such file.
    """
    try:
        found = json.loads(read_text(path, most))
    except (ValueError, RecursionError) as error:
        raise Unreadable(path, "it is not JSON") from error
    if not isinstance(found, dict):
        raise Unreadable(path, "it does not hold what it should: it is no object")
    return found


def _require_file(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(path, kind_of(status))


def kind_of(status: os.stat_result) -> str:
    """What something is that should have been another thing."""
    return next((words for is_it, words in _KINDS if is_it(status.st_mode)), "it is a device")


def unreadable(path: Path, error: OSError | ValueError) -> Unreadable:
    """What the system says of something that it could not read, in words."""
    if not isinstance(error, OSError):
        return Unreadable(path, "its name is no name of a file")
    if isinstance(error, FileNotFoundError):
        if _is_link(path):
            return Unreadable(path, LEADS_NOWHERE)
        return Unreadable(path, NOT_THERE, absent=True)
    why = _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
    return Unreadable(path, why)


def _is_link(path: Path) -> bool:
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False
