"""Techno: a heavy kick with its rumble, metallic hats, syncopated rims."""

from __future__ import annotations

from ..kit.clap import Clap
from ..kit.cymbals import Cymbal, Hat
from ..kit.kick import Kick
from ..kit.snare import Rim
from ..kit.toms import Membrane
from .seats import seated
from .style import Style

TECHNO = Style(
    name="techno",
    tempo=(124, 148),
    kit={
        "kick": seated(
            "kick", Kick(hz=47, drop=2.7, drop_seconds=0.013, ring=0.5, click=0.35, drive=2.2)
        ),
        "clap": seated("clap", Clap(hz=1400, hands=2, tail=0.14), level=-13.0),
        "hat": seated("hat", Hat(ring=0.045, metal=0.9, low=8500, tune=1.15)),
        "open": seated("open", Hat(ring=0.22, metal=0.85, low=7500, tune=1.15), level=-17.0),
        "rim": seated("rim", Rim(hz=760, ring=0.04), reverb=0.25),
        "ride": seated("ride", Cymbal(ring=0.7, low=2000, bell=0.2)),
        "tom low": seated("tom low", Membrane(hz=82, ring=0.3, drive=1.0), reverb=0.2),
    },
    grooves={
        "kick": ("X...X...X...X...",),
        "open": ("..X...X...X...X.",),
        "hat": ("oogooogooogooogo", "oogooogooogoogoo"),
        "clap": ("............x...", "....o.......x..."),
        "rim": ("...o..o....o..~.", "...o..o..o.o..o."),
        "ride": ("x...x...x...x...", "................"),
        "tom low": ("......g..o......", ".........o....g."),
    },
    fill=("rim", "tom low"),
    bass=("..11..11..11..11", ".111.111.111.118"),
    comp=("...x.....x......", "......x.....x..."),
    cast=("acid bass", "stab", "dark pad", "square arp"),
    shape="triad",
    moods=("dark", "static", "tense"),
    minor=0.95,
    room="hall",
    balance={"bass": 2.0},
    duck=0.8,
)
