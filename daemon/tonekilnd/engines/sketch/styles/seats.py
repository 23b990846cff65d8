"""Where the pieces of a kit usually sit: an engineer's first levels, as the drummer sees them."""

from __future__ import annotations

from dataclasses import replace

from ..parts.part import Channel
from ..synth.tone import Instrument
from .style import Piece

_SEATS: dict[str, Channel] = {
    "kick": Channel(level=-6.0, reverb=0.01),
    "snare": Channel(level=-8.0, pan=0.04, reverb=0.12),
    "clap": Channel(level=-10.0, reverb=0.14),
    "rim": Channel(level=-12.0, pan=0.2, reverb=0.12),
    "hat": Channel(level=-16.0, pan=0.3, reverb=0.05),
    "open": Channel(level=-16.5, pan=0.3, reverb=0.06),
    "ride": Channel(level=-18.0, pan=-0.4, width=0.7, reverb=0.08),
    "crash": Channel(level=-18.0, pan=-0.25, width=0.7, reverb=0.12),
    "tom high": Channel(level=-11.0, pan=0.4, reverb=0.12),
    "tom low": Channel(level=-10.0, pan=-0.4, reverb=0.12),
    "shaker": Channel(level=-18.0, pan=-0.5, reverb=0.06),
    "tambourine": Channel(level=-18.0, pan=0.5, reverb=0.08),
    "conga high": Channel(level=-13.0, pan=0.5, reverb=0.1),
    "conga low": Channel(level=-13.0, pan=-0.3, reverb=0.1),
    "bell": Channel(level=-17.0, pan=-0.45, reverb=0.08),
    "block": Channel(level=-16.0, pan=0.5, reverb=0.12),
    "boom": Channel(level=-7.0, reverb=0.3),
}


def seated(name: str, instrument: Instrument, **changes: float) -> Piece:
    """A piece in its usual seat, with some of the seat's settings changed."""
    return Piece(instrument, replace(_SEATS[name], **changes))
