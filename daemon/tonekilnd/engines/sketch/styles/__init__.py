"""Styles, one file each, and the register of them all."""

from __future__ import annotations

from .afrobeat import AFROBEAT
from .ambient import AMBIENT
from .breakbeat import BREAKBEAT
from .cinematic import CINEMATIC
from .disco import DISCO
from .drum_and_bass import DRUM_AND_BASS
from .dub import DUB
from .house import HOUSE
from .lofi import LOFI
from .rock import ROCK
from .style import Style
from .techno import TECHNO
from .trap import TRAP

STYLES: dict[str, Style] = {
    style.name: style
    for style in (
        HOUSE,
        TECHNO,
        TRAP,
        LOFI,
        DRUM_AND_BASS,
        BREAKBEAT,
        ROCK,
        DISCO,
        DUB,
        AFROBEAT,
        AMBIENT,
        CINEMATIC,
    )
}
"""Every style by its name."""

__all__ = ["STYLES", "Style"]
