"""Guitars, harps and their relatives: plucked strings."""

from __future__ import annotations

from ..parts.part import Channel
from ..synth.envelopes import Adsr
from ..synth.strings import Struck
from ..synth.subtractive import Subtractive
from ..synth.waves import Wave
from .patch import Patch, Role

_STRUM = "x..o..x.o.x.o.xo"

GUITARS = (
    Patch(
        "acoustic guitar",
        Role.CHORDS,
        Struck(bright=4200, ring=2.6, point=0.17, damping=0.5, strings=1, hammer=0.35),
        Channel(level=-9.5, pan=0.2, reverb=0.1),
        57.0,
        rhythm=_STRUM,
        shape="triad",
        program=25,
    ),
    Patch(
        "nylon guitar",
        Role.ARP,
        Struck(bright=2400, ring=2.2, point=0.25, damping=0.8, strings=1, hammer=0.4),
        Channel(level=-12.0, pan=-0.15, reverb=0.16),
        62.0,
        program=24,
    ),
    Patch(
        "muted guitar",
        Role.ARP,
        Struck(bright=2600, ring=0.55, point=0.1, damping=0.7, strings=1, hammer=0.3, release=0.06),
        Channel(level=-6.0, pan=0.3, reverb=0.06, delay=0.2),
        60.0,
        gate=0.4,
        program=28,
    ),
    Patch(
        "electric guitar",
        Role.CHORDS,
        # Two takes, one to each side, into an amplifier that clips them softly.
        Subtractive(
            wave=Wave.STRING,
            voices=2,
            detune=9,
            cutoff=2200,
            track=0.2,
            sweep=1.3,
            fall=1.6,
            drive=4.0,
            amp=Adsr(0.003, 3.0, 0.5, 0.07),
        ),
        Channel(level=-19.0, reverb=0.1),
        50.0,
        shape="power",
        program=29,
    ),
    Patch(
        "harp",
        Role.ARP,
        Struck(bright=3200, ring=3.0, point=0.35, damping=0.45, strings=1, hammer=0.1, release=0.9),
        Channel(level=-14.0, spread=0.8, reverb=0.25),
        69.0,
        program=46,
    ),
    Patch(
        "koto",
        Role.LEAD,
        Struck(bright=6500, ring=1.8, point=0.06, damping=0.35, strings=1, hammer=0.35),
        Channel(level=-3.0, reverb=0.18, delay=0.12),
        67.0,
        program=107,
    ),
    Patch(
        "kora",
        Role.ARP,
        Struck(bright=4500, ring=1.5, point=0.13, damping=0.5, strings=1, hammer=0.25),
        Channel(level=-9.0, pan=-0.2, reverb=0.14),
        66.0,
        program=46,
    ),
)
