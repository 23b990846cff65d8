"""Lead synthesizers."""

from __future__ import annotations

from ..parts.part import Channel
from ..synth.envelopes import Adsr
from ..synth.fm import FrequencyModulation, Pair
from ..synth.subtractive import Subtractive
from ..synth.waves import Wave
from .patch import Patch, Role

LEADS = (
    Patch(
        "saw lead",
        Role.LEAD,
        Subtractive(
            wave=Wave.SAW,
            voices=3,
            detune=16,
            cutoff=1800,
            sweep=1.8,
            fall=0.8,
            vibrato=10,
            amp=Adsr(0.008, 0.8, 0.75, 0.15),
        ),
        Channel(level=-14.0, reverb=0.18, delay=0.24, duck=0.2),
        67.0,
    ),
    Patch(
        "square lead",
        Role.LEAD,
        Subtractive(
            wave=Wave.SQUARE,
            cutoff=1500,
            sweep=1.4,
            fall=0.6,
            vibrato=12,
            glide=1.0,
            amp=Adsr(0.006, 0.8, 0.7, 0.12),
        ),
        Channel(level=-20.5, reverb=0.14, delay=0.22),
        72.0,
    ),
    Patch(
        "soft lead",
        Role.LEAD,
        Subtractive(
            wave=Wave.TRIANGLE,
            cutoff=2000,
            sweep=0.8,
            fall=1.0,
            vibrato=14,
            glide=0.7,
            amp=Adsr(0.02, 1.0, 0.8, 0.2),
        ),
        Channel(level=-18.5, reverb=0.26, delay=0.22),
        72.0,
    ),
    Patch(
        "whistle",
        Role.LEAD,
        Subtractive(
            wave=Wave.SINE,
            sweep=0.1,
            vibrato=18,
            glide=0.8,
            amp=Adsr(0.03, 1.0, 0.9, 0.15),
        ),
        Channel(level=-21.0, reverb=0.28, delay=0.2),
        79.0,
    ),
    Patch(
        "digital lead",
        Role.LEAD,
        FrequencyModulation(
            pairs=(Pair(1, 3, 1.2, 0.8, 1.0, detune=6), Pair(2, 1, 0.8, 0.5, 0.3)),
            amp=Adsr(0.004, 1.2, 0.5, 0.2),
        ),
        Channel(level=-16.5, reverb=0.2, delay=0.25),
        72.0,
    ),
)
