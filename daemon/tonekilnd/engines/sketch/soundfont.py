"""Which SoundFont there is, without importing anything heavy."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable

VARIABLE = "TONEKILN_SOUNDFONT"
"""Names a SoundFont to use; "none" for synthesis only."""

_FOLDERS = (
    "/usr/share/sounds/sf2",
    "/usr/share/sounds/sf3",
    "/usr/share/soundfonts",
    "/usr/local/share/soundfonts",
    "/opt/homebrew/share/soundfonts",
    "/Library/Audio/Sounds/Banks",
    "~/Library/Audio/Sounds/Banks",
    "~/.local/share/soundfonts",
    "C:/soundfonts",
)
"""Where Debian (two), Fedora and Arch, FluidSynth's own builds (`synth.default-soundfont`),
Homebrew, macOS (two), users and FluidSynth on Windows keep them."""

_FILES = (
    "FluidR3_GM.sf2",
    "MuseScore_General.sf3",
    "FluidR3Mono_GM.sf3",
    "default-GM.sf2",
    "default-GM.sf3",
    "default.sf2",
    "TimGM6mb.sf2",
)
"""General MIDI sets as they are packaged, the fullest first."""

_SAMPLE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class SoundFont:
    """A SoundFont file.

    Attributes:
        path: where it is.
        digest: changes when the file does; part of every Plan made with it.
    """

    path: str
    digest: str

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name


def find_soundfont() -> SoundFont | None:
    """The SoundFont to play, or None where there is none or nothing to play it with."""
    asked = os.environ.get(VARIABLE, "")
    if asked == "none" or importlib.util.find_spec("fluidsynth") is None:
        return None
    places = [Path(asked)] if asked else usual_places()
    for place in places:
        found = foreign.expanded(str(place))
        try:
            digest = _digest(found)
        except Unreadable:
            continue
        return SoundFont(os.path.realpath(found), digest) if _playable() else None
    return None


def usual_places() -> list[Path]:
    """Every file that is looked for, in order."""
    return [Path(folder, file) for file in _FILES for folder in _FOLDERS]


def _playable() -> bool:
    """Whether the library behind the package is there too."""
    try:
        import fluidsynth  # noqa: F401, PLC0415 - optional
    except (ImportError, OSError):
        return False
    return True


def _digest(path: Path) -> str:
    """Of the file's size and both its ends: a few hundred megabytes are not read for a name."""
    size = foreign.status_of(path).st_size
    with foreign.opened(path) as file:
        try:
            head = file.read(_SAMPLE_BYTES)
            file.seek(max(0, size - _SAMPLE_BYTES))
            tail = file.read(_SAMPLE_BYTES)
        except OSError as error:
            raise foreign.unreadable(path, error) from error
    return hashlib.sha256(str(size).encode() + head + tail).hexdigest()[:8]
