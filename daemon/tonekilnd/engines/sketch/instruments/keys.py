"""Keyboards: pianos, electric pianos, organs, clavinet."""

from __future__ import annotations

from ..parts.part import Channel
from ..synth.envelopes import Adsr
from ..synth.fm import FrequencyModulation, Pair
from ..synth.organ import Organ
from ..synth.strings import Struck
from ..synth.subtractive import Subtractive
from ..synth.waves import Wave
from .patch import Patch, Role

_MIDDLE = 60.0

KEYS = (
    Patch(
        "piano",
        Role.CHORDS,
        Struck(bright=5200, ring=4.5),
        Channel(level=-10.5, spread=0.6, reverb=0.14, duck=0.1),
        _MIDDLE,
        program=0,
    ),
    Patch(
        "felt piano",
        Role.CHORDS,
        Struck(bright=1500, ring=3.5, hammer=0.5),
        Channel(level=-12.5, spread=0.6, reverb=0.2, duck=0.1),
        _MIDDLE,
    ),
    Patch(
        "rhodes",
        Role.CHORDS,
        FrequencyModulation(
            # A tone bar, its bark when it is struck hard, and a tine that rings far above it.
            pairs=(
                Pair(1, 1, 2.0, 3.0, 1.0, decay=5.0, detune=3),
                Pair(2, 3, 1.3, 1.2, 0.25, decay=3.0),
                Pair(1, 14, 0.45, 0.3, 0.5, decay=2.5),
            ),
            amp=Adsr(0.004, 4.0, 0.6, 0.35),
            tremolo=0.25,
        ),
        Channel(level=-17.0, reverb=0.14, duck=0.2, chorus=0.5),
        _MIDDLE,
        shape="ninth",
    ),
    Patch(
        "wurlitzer",
        Role.CHORDS,
        FrequencyModulation(
            pairs=(Pair(1, 2, 1.4, 0.9, 1.0, decay=3.0), Pair(1, 1, 0.9, 1.5, 0.6, decay=3.0)),
            amp=Adsr(0.004, 3.0, 0.5, 0.25),
            tremolo=0.15,
        ),
        Channel(level=-18.5, spread=0.4, reverb=0.1, duck=0.15),
        _MIDDLE,
        shape="seventh",
    ),
    Patch(
        "dx piano",
        Role.CHORDS,
        FrequencyModulation(
            pairs=(
                Pair(1, 1, 1.5, 1.2, 0.9, decay=4.0, detune=5),
                Pair(1, 11, 0.5, 0.4, 0.6, decay=2.0, detune=-4),
            ),
            amp=Adsr(0.002, 4.0, 0.6, 0.4),
        ),
        Channel(level=-17.0, reverb=0.18, duck=0.15, chorus=0.6),
        _MIDDLE + 2,
        shape="seventh",
    ),
    Patch(
        "organ",
        Role.CHORDS,
        Organ(bars=(8, 8, 8, 6, 4, 4, 0, 0, 4)),
        Channel(level=-17.0, reverb=0.12, duck=0.2),
        _MIDDLE,
    ),
    Patch(
        "church organ",
        Role.PAD,
        Organ(bars=(7, 4, 8, 7, 0, 6, 4, 3, 5), click=0.0, leslie=0.0),
        Channel(level=-23.5, reverb=0.45),
        _MIDDLE - 2,
        shape="triad",
        program=19,
    ),
    Patch(
        "house organ",
        Role.CHORDS,
        Organ(bars=(5, 4, 8, 6, 6, 3, 0, 0, 3), click=0.6, leslie=0.0),
        Channel(level=-14.5, reverb=0.08, duck=0.4, chorus=0.3),
        _MIDDLE - 2,
        gate=0.5,
        rhythm="x..x..x...x..x..",
        shape="seventh",
    ),
    Patch(
        "clavinet",
        Role.CHORDS,
        Subtractive(
            wave=Wave.PULSE,
            cutoff=1500,
            sweep=2.4,
            fall=0.25,
            q=1.8,
            punch=0.2,
            amp=Adsr(0.002, 0.9, 0.15, 0.05),
        ),
        Channel(level=-8.5, reverb=0.06, chorus=0.3),
        _MIDDLE,
        rhythm="x.ox..x.ox.x..o.",
        gate=0.45,
    ),
    Patch(
        "stab",
        Role.CHORDS,
        Subtractive(
            wave=Wave.SAW,
            voices=4,
            detune=18,
            cutoff=900,
            sweep=2.6,
            fall=0.22,
            q=1.2,
            amp=Adsr(0.002, 0.5, 0.1, 0.12),
        ),
        Channel(level=-10.0, reverb=0.2, delay=0.2, duck=0.3),
        _MIDDLE,
        rhythm="..x..x....x..x..",
        shape="triad",
        gate=0.5,
    ),
)
