"""Textures: places and weather, one file a family, and the register of them all.

A texture is an instrument whose one note is the whole clip. It fades in over its first second
and rings on for one more, which comes round to the start: the two add up to a steady sound.
"""

from __future__ import annotations

from ..synth.tone import Instrument
from .creatures import Birds, Night
from .hearth import Fire, Vinyl
from .places import City, Machine, RoomTone
from .weather import Rain, Sea, Wind

TEXTURES: dict[str, Instrument] = {
    "rain": Rain(),
    "wind": Wind(),
    "sea": Sea(),
    "fire": Fire(),
    "vinyl": Vinyl(),
    "room": RoomTone(),
    "city": City(),
    "machine": Machine(),
    "birds": Birds(),
    "night": Night(),
}
"""Every texture by its name."""

BEDS = frozenset({"vinyl", "room"})
"""Noises of a recording: they lie under the music rather than beside it."""
