"""Where clips lie in projects that DAWs saved: read and looked at, never written.

REAPER's `.rpp`, Live's `.als` and DAWproject. Bitwig's and Logic's own files are closed.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from tonekiln import foreign
from tonekiln.foreign import Unreadable

from .dawproject_file import read_dawproject
from .live_set import read_live_set
from .reaper_project import read_reaper_project
from .saved_project import SavedClip, SavedProject

__all__ = ["SUFFIXES", "SavedClip", "SavedProject", "Unreadable", "clips_of", "read_project"]

_MOST_BYTES = 128 * 2**20
"""A set with audio of hours is some megabytes; a DAWproject may hold its audio."""

_READERS = {
    ".rpp": read_reaper_project,
    ".als": read_live_set,
    ".dawproject": read_dawproject,
}
SUFFIXES = tuple(_READERS)


def read_project(path: Path) -> SavedProject:
    """A saved project, by its ending.

    Raises:
        Unreadable: it is none of those that can be read, or damaged.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(path, f"what is read ends in {', '.join(SUFFIXES)}")
    content = foreign.read(path, _MOST_BYTES)
    try:
        return reader(content)
    except ValueError as error:
        raise Unreadable(path, str(error)) from error


def clips_of(project: SavedProject, file: str) -> list[SavedClip]:
    """The clips that play a file of that name, whatever folder the DAW has it in."""
    return [clip for clip in project.clips if file_name(clip.file) == file]


def file_name(path: str) -> str:
    """The last part of a path as any system writes it."""
    return PurePosixPath(path.replace("\\", "/")).name
