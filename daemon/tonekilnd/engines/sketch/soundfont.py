"""Which SoundFont there is, without importing anything heavy."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "TONEKILN_SOUNDFONT"
"""Names a SoundFont to use; "none" for synthesis only."""

_PLACES = (
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/sounds/sf2/default-GM.sf2",
    "/usr/share/sounds/sf2/TimGM6mb.sf2",
    "/usr/share/soundfonts/FluidR3_GM.sf2",
    "/usr/share/soundfonts/default.sf2",
)
"""Where Debian and Fedora put them, the fullest first."""

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
    for place in [asked] if asked else _PLACES:
        path = Path(place)
        if path.is_file() and _playable():
            return SoundFont(str(path.resolve()), _digest(path))
    return None


def _playable() -> bool:
    """Whether the library behind the package is there too."""
    try:
        import fluidsynth  # noqa: F401, PLC0415 - optional
    except (ImportError, OSError):
        return False
    return True


def _digest(path: Path) -> str:
    """Of the file's size and both its ends: a few hundred megabytes are not read for a name."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
        file.seek(max(0, size - _SAMPLE_BYTES))
        tail = file.read()
    return hashlib.sha256(str(size).encode() + head + tail).hexdigest()[:8]
