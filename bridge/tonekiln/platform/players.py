"""Programs that play the file they are given and end."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

_PROGRAMS: tuple[tuple[str, ...], ...] = (
    ("afplay",),  # macOS
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
    ("play", "-q"),  # SoX
)

_WINDOWS = "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)"


def players() -> Iterator[list[str]]:
    """Commands of what is here, to which the file is to be added; the likeliest first."""
    if sys.platform == "win32":
        yield [sys.executable, "-c", _WINDOWS]
    for program, *options in _PROGRAMS:
        if found := shutil.which(program):
            yield [found, *options]
