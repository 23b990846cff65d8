"""Where an input comes from, what its owner calls it, and what kind it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tonekiln.plain import plain, shortened
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import InvalidRequest, NotFound

from .kinds import HEAD_BYTES, READ_KINDS, WAY_OUT, Kind, kind_of
from .regular_file import open_to_read

_MOST_NAME_CHARACTERS = 120

Stamp = tuple[str, int, int]
"""Path, size and time of change: the same file as long as they are the same."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a request names.

    Attributes:
        upload: its name where it was uploaded.
    """

    path: Path
    name: str
    upload: str | None

    def stamp(self) -> Stamp:
        """What changes when the file does. Raises OSError when it has gone."""
        if self.upload is not None:
            return f"upload {self.upload}", 0, 0
        facts = self.path.stat()
        return str(self.path), facts.st_size, facts.st_mtime_ns


def source_at(path: Path, name: str, field: str) -> Source:
    """The file at a path.

    Raises:
        InvalidRequest: the path is not absolute or cannot be reached, or the file is too large.
        NotFound: there is no such file.
    """
    if not path.is_absolute():
        raise InvalidRequest(
            f"{path} is not an absolute path", field=f"{field}.path", bound="absolute path"
        )
    try:
        if not path.is_file():
            what = f"{path} is no file" if path.exists() else f"there is no file {path}"
            raise NotFound(what, field=f"{field}.path")
        size = path.stat().st_size
    except OSError as error:
        raise unreachable(str(path), field, error) from error
    if size > limit.MAX_UPLOAD_BYTES:
        raise InvalidRequest(
            f"{path.name} is too large",
            field=field,
            bound=f"at most {limit.MAX_UPLOAD_BYTES} bytes",
        )
    return Source(path, shown_name(name or path.name), None)


def shown_name(name: str) -> str:
    """A file's name as it may stand in a sentence: one line, and not endless."""
    return shortened(plain(name), _MOST_NAME_CHARACTERS)


def is_midi(path: str | Path) -> bool:
    """Whether a file holds notes instead of samples. Raises OSError."""
    with open_to_read(Path(path)) as file:
        kind = kind_of(file.read(HEAD_BYTES))
    return kind is not None and kind.midi


def kind_of_input(path: Path, name: str, field: str) -> Kind:
    """The kind of a file, by its content.

    Raises:
        InvalidRequest: it is empty, or of a kind that is not read.
        OSError: it cannot be read.
    """
    with open_to_read(path) as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise InvalidRequest(f"{name} is empty", field=field)
    kind = kind_of(head)
    if kind is None or not kind.read:
        what = f"is {kind.name}, which is not read" if kind else "is of a kind that is not read"
        raise InvalidRequest(f"{name} {what}", field=field, bound=READ_KINDS, hint=WAY_OUT)
    return kind


def check_takes_midi(name: str, field: str) -> None:
    """Raises InvalidRequest where audio belongs."""
    if field != "melody":
        raise InvalidRequest(
            f"{name} is MIDI, and {field} takes audio", field=field, hint="give it as melody"
        )


def unreachable(name: str, field: str, error: OSError) -> InvalidRequest:
    """What is said of a file that the system does not give."""
    return InvalidRequest(
        f"{name} cannot be read: {error.strerror or 'the system gives no reason'}",
        field=f"{field}.path",
    )
