"""Basses."""

from __future__ import annotations

from dataclasses import replace

from ..parts.part import Channel
from ..synth.envelopes import Adsr
from ..synth.fm import FrequencyModulation, Pair
from ..synth.subtractive import Subtractive
from ..synth.waves import Wave
from .patch import Patch, Role

_LOW = 33.0
"""A1, 55 Hz: where basses sound full on small speakers and still leave the kick its octave."""

_SEAT = Channel(level=-9.0, width=0.4, reverb=0.01, duck=0.35)

BASSES = (
    Patch(
        "sub bass",
        Role.BASS,
        Subtractive(
            wave=Wave.TRIANGLE,
            cutoff=420,
            sweep=0.8,
            fall=0.4,
            track=0.3,
            drive=0.5,
            amp=Adsr(0.006, 1.5, 0.8, 0.09),
        ),
        replace(_SEAT, level=-11.0),
        _LOW - 2,
    ),
    Patch(
        "808 bass",
        Role.BASS,
        Subtractive(
            wave=Wave.SINE,
            sweep=0.1,
            drive=1.6,
            glide=-12,
            glide_seconds=0.035,
            amp=Adsr(0.003, 2.2, 0.25, 0.2),
        ),
        replace(_SEAT, level=-13.5),
        _LOW - 1,
    ),
    Patch(
        "reese bass",
        Role.BASS,
        Subtractive(
            wave=Wave.SAW,
            sub=0.9,
            voices=3,
            detune=28,
            cutoff=900,
            sweep=0.8,
            swell=0.25,
            fall=1.8,
            q=1.1,
            drive=0.9,
            amp=Adsr(0.012, 2.0, 0.85, 0.1),
        ),
        replace(_SEAT, level=-10.0),
        _LOW,
    ),
    Patch(
        "acid bass",
        Role.BASS,
        Subtractive(
            wave=Wave.SAW,
            sub=0.5,
            cutoff=440,
            track=0.25,
            sweep=3.0,
            fall=0.35,
            q=7.0,
            drive=0.9,
            amp=Adsr(0.003, 0.9, 0.45, 0.06),
        ),
        Channel(level=-11.5, width=0.4, reverb=0.04, delay=0.1, duck=0.2),
        _LOW,
        rhythm="1.18.1315.1.8a1.",
        gate=0.7,
    ),
    Patch(
        "plucked bass",
        Role.BASS,
        Subtractive(
            wave=Wave.STRING,
            sub=0.5,
            cutoff=560,
            sweep=2.1,
            fall=0.35,
            track=0.4,
            punch=0.2,
            drive=0.3,
            amp=Adsr(0.004, 1.2, 0.3, 0.1),
        ),
        replace(_SEAT, level=-6.5),
        _LOW,
        gate=0.75,
    ),
    Patch(
        "slap bass",
        Role.BASS,
        Subtractive(
            wave=Wave.STRING,
            sub=0.7,
            cutoff=900,
            sweep=2.6,
            fall=0.16,
            q=1.6,
            punch=0.5,
            drive=0.8,
            amp=Adsr(0.002, 0.8, 0.3, 0.06),
        ),
        replace(_SEAT, level=-6.0),
        _LOW,
        rhythm="1..8..1..8.5..a.",
        gate=0.6,
    ),
    Patch(
        "upright bass",
        Role.BASS,
        Subtractive(
            wave=Wave.STRING,
            sub=0.6,
            cutoff=430,
            sweep=2.3,
            fall=0.2,
            track=0.4,
            punch=0.25,
            glide=0.3,
            amp=Adsr(0.006, 0.9, 0.25, 0.12),
        ),
        replace(_SEAT, level=-8.5),
        _LOW,
        program=32,
    ),
    Patch(
        "fm bass",
        Role.BASS,
        FrequencyModulation(
            pairs=(Pair(1, 1, 3.4, 0.9, 1.0), Pair(0.5, 0.5, 0.0, 1.0, 0.7)),
            amp=Adsr(0.003, 1.0, 0.5, 0.08),
        ),
        replace(_SEAT, level=-8.0),
        _LOW + 2,
        gate=0.7,
    ),
    Patch(
        "dub bass",
        Role.BASS,
        Subtractive(
            wave=Wave.TRIANGLE,
            cutoff=260,
            sweep=0.6,
            fall=0.5,
            track=0.3,
            drive=0.4,
            amp=Adsr(0.01, 1.6, 0.75, 0.1),
        ),
        replace(_SEAT, level=-11.0),
        _LOW - 2,
    ),
    Patch(
        "wobble bass",
        Role.BASS,
        Subtractive(
            wave=Wave.SQUARE,
            sub=0.8,
            voices=2,
            detune=14,
            cutoff=300,
            sweep=3.0,
            swell=0.06,
            fall=0.5,
            q=2.4,
            drive=1.4,
            amp=Adsr(0.006, 2.0, 0.8, 0.08),
        ),
        replace(_SEAT, level=-13.0),
        _LOW,
        rhythm="1-1-11111-1-1-1-",
        gate=0.8,
    ),
)
