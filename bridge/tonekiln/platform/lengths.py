"""How long a path may be.

Windows' own bound is 260 characters. Python's interpreter lifts it for itself, where the
administrator agreed to that; most DAWs do not, and could not open the clips. So a folder is
refused that leaves no room for the names in it, before anything is kept there.
"""

from __future__ import annotations

import sys
from pathlib import Path

MOST_CHARACTERS: int | None = 259 if sys.platform == "win32" else None
"""MAX_PATH less the zero at its end; elsewhere no bound that a home comes near."""

LONGEST_NAME = 143
"""Of a file that a DAW is to open; clips' names are kept within it."""

_ASTRAL = 0xFFFF
"""Beyond it a letter is two of UTF-16's characters, in which Windows counts."""


def characters_too_many(folder: Path) -> int:
    """By how much a folder's path is too long for files with names of `LONGEST_NAME`; 0 if not.

    Args:
        folder: an absolute path.
    """
    if MOST_CHARACTERS is None:
        return 0
    text = str(folder)
    length = len(text) + sum(ord(letter) > _ASTRAL for letter in text)
    return max(0, length + 1 + LONGEST_NAME - MOST_CHARACTERS)
