"""Where systems keep a person's files; DAWs put their own folders there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs


def own_home() -> Path:
    """The person's home; `~` as it stands for an account that has none, as containers have."""
    return Path(os.path.expanduser("~"))  # noqa: PTH111 - pathlib raises for such an account


def documents() -> Path:
    """The person's documents: Windows and OneDrive may have moved them from `~/Documents`."""
    return platformdirs.user_documents_path()


def music_library() -> Path:
    """Where programs that make music keep their libraries: Music on macOS, else the documents."""
    return platformdirs.user_music_path() if sys.platform == "darwin" else documents()


def documents_of_programs() -> Path:
    """Where programs keep what a person makes with them: the documents, on Linux the home."""
    return documents() if sys.platform in {"darwin", "win32"} else own_home()


def settings_of(program: str) -> Path:
    """A program's settings: under AppData/Roaming, Application Support or `~/.config`."""
    return platformdirs.user_config_path(program, appauthor=False, roaming=True)
