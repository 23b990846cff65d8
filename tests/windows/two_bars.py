"""A clip that the command line is asked for, and what it must be."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from typing import Any

import soundfile

TWO_BARS = ("generate", "dusty lo-fi drums", "--bpm", "120", "--bars", "2")


def check_two_bars(answer: dict[str, Any]) -> None:
    """The answer names one file, on the drive that is ours, of two bars."""
    (clip,) = answer["clips"]
    path = PureWindowsPath(clip["path"])
    assert path.drive == "Z:"
    sound = soundfile.info(Path("/", *path.parts[1:]))
    assert sound.frames == 2 * 4 * sound.samplerate // 2  # two bars of four half seconds
