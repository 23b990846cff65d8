"""Strings, brass, choir and winds."""

from __future__ import annotations

from ..parts.part import Channel
from ..synth.envelopes import Adsr
from ..synth.section import Section
from ..synth.subtractive import Subtractive
from ..synth.waves import Wave
from .patch import Patch, Role

_AH = ((730.0, 120.0, 1.0), (1090.0, 140.0, 0.6), (2440.0, 200.0, 0.25), (3400.0, 300.0, 0.12))
_OO = ((300.0, 90.0, 1.0), (870.0, 110.0, 0.35), (2240.0, 200.0, 0.06))
"""Formants of the vowels in "father" and "boot" (Peterson and Barney, JASA 24, 1952)."""

_BODY = ((280.0, 120.0, 0.5), (460.0, 160.0, 0.6), (1200.0, 700.0, 0.7), (2600.0, 1400.0, 0.8))
"""A violin's air and wood resonances and its bridge hill, smoothed over a section."""

ORCHESTRA = (
    Patch(
        "strings",
        Role.PAD,
        Section(
            wave=Wave.SAW,
            dark=1800,
            bright=6500,
            cents=14,
            octave=0.2,
            formants=_BODY,
            amp=Adsr(0.22, 1.5, 0.9, 0.6),
        ),
        Channel(level=-17.0, reverb=0.28),
        62.0,
        program=48,
    ),
    Patch(
        "staccato strings",
        Role.CHORDS,
        Section(
            wave=Wave.SAW,
            dark=1500,
            bright=6000,
            cents=12,
            formants=_BODY,
            amp=Adsr(0.008, 0.3, 0.06, 0.12),
        ),
        Channel(level=-10.5, reverb=0.13),
        60.0,
        rhythm="x.oox.oox.oox.oo",
        gate=0.5,
        program=48,
    ),
    Patch(
        "brass",
        Role.CHORDS,
        Subtractive(
            wave=Wave.SAW,
            voices=3,
            detune=10,
            cutoff=500,
            track=0.7,
            sweep=3.0,
            swell=0.06,
            fall=0.9,
            q=0.9,
            amp=Adsr(0.03, 1.2, 0.75, 0.12),
            vibrato=4,
        ),
        Channel(level=-16.5, reverb=0.24),
        58.0,
        rhythm="x--..x.x--......",
        shape="triad",
        program=61,
    ),
    Patch(
        "choir",
        Role.PAD,
        Section(
            wave=Wave.SAW,
            dark=2600,
            bright=4200,
            cents=22,
            formants=_AH,
            amp=Adsr(0.35, 2.0, 0.9, 0.7),
        ),
        Channel(level=-17.5, reverb=0.38),
        62.0,
        program=52,
    ),
    Patch(
        "humming choir",
        Role.PAD,
        Section(
            wave=Wave.SAW,
            dark=900,
            bright=2200,
            cents=18,
            formants=_OO,
            amp=Adsr(0.4, 2.0, 0.9, 0.8),
        ),
        Channel(level=-18.5, reverb=0.4),
        58.0,
        program=53,
    ),
    Patch(
        "flute",
        Role.LEAD,
        Subtractive(
            wave=Wave.SAW,
            cutoff=620,
            sweep=1.1,
            swell=0.09,
            fall=2.0,
            vibrato=13,
            breath=0.09,
            amp=Adsr(0.05, 1.0, 0.85, 0.12),
        ),
        Channel(level=-19.5, reverb=0.24, delay=0.08),
        71.0,
        program=73,
    ),
    Patch(
        "violin",
        Role.LEAD,
        Subtractive(
            wave=Wave.SAW,
            cutoff=1500,
            sweep=1.4,
            swell=0.12,
            fall=2.0,
            q=1.1,
            vibrato=16,
            amp=Adsr(0.07, 1.0, 0.9, 0.14),
        ),
        Channel(level=-17.5, reverb=0.26),
        72.0,
        program=40,
    ),
    Patch(
        "cello",
        Role.LEAD,
        Subtractive(
            wave=Wave.SAW,
            cutoff=900,
            sweep=1.3,
            swell=0.12,
            fall=2.0,
            q=1.0,
            vibrato=14,
            amp=Adsr(0.08, 1.0, 0.9, 0.18),
        ),
        Channel(level=-16.5, reverb=0.26),
        52.0,
        program=42,
    ),
    Patch(
        "trumpet",
        Role.LEAD,
        Subtractive(
            wave=Wave.SAW,
            cutoff=700,
            sweep=2.6,
            swell=0.05,
            fall=1.2,
            q=1.2,
            vibrato=8,
            amp=Adsr(0.025, 1.0, 0.8, 0.08),
        ),
        Channel(level=-16.0, reverb=0.2, delay=0.08),
        67.0,
        program=56,
    ),
    Patch(
        "saxophone",
        Role.LEAD,
        Subtractive(
            wave=Wave.PULSE,
            cutoff=1100,
            sweep=1.8,
            swell=0.05,
            fall=1.0,
            q=1.5,
            vibrato=14,
            glide=0.6,
            drive=0.3,
            amp=Adsr(0.03, 1.0, 0.8, 0.09),
        ),
        Channel(level=-16.5, reverb=0.2, delay=0.1),
        64.0,
        program=65,
    ),
)
