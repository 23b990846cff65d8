"""Pads: sustained ensembles that fill the room behind everything."""

from __future__ import annotations

from ..parts.part import Channel
from ..synth.envelopes import Adsr
from ..synth.section import Section
from ..synth.waves import Wave
from .patch import Patch, Role

PADS = (
    Patch(
        "warm pad",
        Role.PAD,
        Section(wave=Wave.SAW, dark=420, bright=1700, cents=20, amp=Adsr(0.35, 2.0, 0.9, 0.9)),
        Channel(level=-16.5, reverb=0.3, duck=0.35),
        58.0,
    ),
    Patch(
        "glass pad",
        Role.PAD,
        Section(
            wave=Wave.TRIANGLE,
            dark=1800,
            bright=7000,
            cents=10,
            octave=0.9,
            amp=Adsr(0.5, 2.0, 0.9, 1.2),
        ),
        Channel(level=-19.0, reverb=0.45, delay=0.15, duck=0.2),
        67.0,
    ),
    Patch(
        "dark pad",
        Role.PAD,
        Section(wave=Wave.SQUARE, dark=240, bright=800, cents=26, amp=Adsr(0.6, 2.0, 0.95, 1.2)),
        Channel(level=-18.0, reverb=0.4, duck=0.2),
        52.0,
    ),
    Patch(
        "analog pad",
        Role.PAD,
        Section(
            wave=Wave.SAW,
            dark=600,
            bright=3600,
            cents=24,
            octave=0.3,
            amp=Adsr(0.25, 2.0, 0.9, 0.7),
        ),
        Channel(level=-17.0, reverb=0.28, duck=0.35, chorus=0.5),
        60.0,
    ),
    Patch(
        "supersaw",
        Role.CHORDS,
        Section(
            wave=Wave.SAW,
            dark=2500,
            bright=9000,
            cents=30,
            octave=0.35,
            motion=0.9,
            amp=Adsr(0.006, 1.2, 0.8, 0.25),
        ),
        Channel(level=-16.5, reverb=0.22, delay=0.08, duck=0.6),
        62.0,
        shape="triad",
        rhythm="x--x--x--x--x-x-",
        gate=0.7,
    ),
    Patch(
        "shimmer pad",
        Role.PAD,
        Section(
            wave=Wave.PULSE,
            dark=1500,
            bright=7000,
            cents=34,
            octave=0.7,
            amp=Adsr(0.8, 2.5, 0.95, 1.5),
        ),
        Channel(level=-18.0, reverb=0.6, duck=0.1),
        56.0,
    ),
    Patch(
        "drone",
        Role.PAD,
        Section(
            wave=Wave.SAW,
            dark=260,
            bright=1300,
            cents=32,
            motion=0.4,
            amp=Adsr(0.9, 3.0, 1.0, 1.5),
        ),
        Channel(level=-15.0, reverb=0.4),
        45.0,
        shape="open",
    ),
)
