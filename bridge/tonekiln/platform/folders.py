"""Where systems keep a person's files; DAWs put their own folders there."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs


def documents() -> Path:
    """The person's documents: Windows and OneDrive may have moved them from `~/Documents`."""
    return platformdirs.user_documents_path()


def music_library() -> Path:
    """Where programs that make music keep their libraries: Music on macOS, else the documents."""
    return platformdirs.user_music_path() if sys.platform == "darwin" else documents()


def documents_of_programs() -> Path:
    """Where programs keep what a person makes with them: the documents, on Linux the home."""
    return documents() if sys.platform in {"darwin", "win32"} else Path.home()


def settings_of(program: str) -> Path:
    """A program's settings: under AppData/Roaming, Application Support or `~/.config`."""
    return platformdirs.user_config_path(program, appauthor=False, roaming=True)
