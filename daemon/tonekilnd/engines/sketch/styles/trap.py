"""Trap: half-time snare, rolling hats, a long 808."""

from __future__ import annotations

from ..kit.clap import Clap
from ..kit.cymbals import Hat
from ..kit.kick import Kick
from ..kit.snare import Rim, Snare
from .seats import seated
from .style import Style

TRAP = Style(
    name="trap",
    tempo=(126, 164),
    kit={
        "kick": seated(
            "kick", Kick(hz=46, drop=2.0, drop_seconds=0.02, ring=0.6, click=0.4, drive=1.4)
        ),
        "snare": seated(
            "snare", Snare(hz=205, ring=0.12, wires=0.9, wires_seconds=0.2, crack=0.8, low=1800)
        ),
        "clap": seated("clap", Clap(hz=1250, tail=0.26)),
        "hat": seated("hat", Hat(ring=0.04, metal=0.35, low=9000), level=-17.0),
        "open": seated("open", Hat(ring=0.3, metal=0.35, low=7500)),
        "rim": seated("rim", Rim(hz=900, ring=0.05), reverb=0.2),
    },
    grooves={
        "kick": ("X.....x...X.....", "X......x..X..x.."),
        "snare": ("........X.......", "........X.....g."),
        "clap": ("........x.......",),
        "hat": ("x.x.x.x.x.xrx.x.", "x.xtx.x.x.x.xrrt", "x.x.xrx.x.x.t.x."),
        "open": ("..............o.", "......o........."),
        "rim": ("..........~...o.", "...~............"),
    },
    fill=("snare", "hat"),
    bass=("1-----1---3-----", "1------1--5--a--"),
    comp=("x---------------", "x-----x---------"),
    cast=("808 bass", "dx piano", "humming choir", "bells"),
    shape="triad",
    moods=("dark", "sad", "tense"),
    minor=0.98,
    room="hall",
    duck=0.35,
)
