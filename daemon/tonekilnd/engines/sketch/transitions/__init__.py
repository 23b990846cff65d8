"""Transitions: what leads from one part of a track to the next; each fills its note's length."""

from __future__ import annotations

from ..synth.tone import Instrument
from .glitches import Glitch
from .impacts import Impact
from .reverses import Reverse
from .sweeps import Sweep

TRANSITIONS: dict[str, Instrument] = {
    "riser": Sweep(path=(0.0, 1.0), tonal=0.5),
    "fall": Sweep(path=(1.0, 0.0), tonal=0.5),
    "sweep": Sweep(path=(0.15, 1.0, 0.15), tonal=0.0),
    "impact": Impact(),
    "reverse": Reverse(),
    "glitch": Glitch(),
}
"""Every transition by its name."""

AT_START = frozenset({"fall", "impact"})
"""Transitions that follow a downbeat; the others lead up to one."""
