"""Dub: one drop, off-beat chops into a long echo, bass in front."""

from __future__ import annotations

from ..kit.cymbals import Hat
from ..kit.kick import Kick
from ..kit.percussion import Bell
from ..kit.snare import Rim, Snare
from ..kit.toms import Membrane
from .seats import seated
from .style import Style

DUB = Style(
    name="dub",
    tempo=(62, 92),
    kit={
        "kick": seated(
            "kick",
            Kick(
                hz=49, drop=1.4, drop_seconds=0.02, ring=0.4, click=0.15, click_hz=2000, drive=0.6
            ),
        ),
        "rim": seated("rim", Rim(hz=610, ring=0.06), level=-8.0, delay=0.27, reverb=0.2),
        "snare": seated(
            "snare",
            Snare(hz=240, ring=0.12, wires=0.5, wires_seconds=0.14, crack=0.4),
            delay=0.3,
            reverb=0.3,
        ),
        "hat": seated("hat", Hat(ring=0.05, metal=0.4, low=6000), level=-17.0),
        "open": seated("open", Hat(ring=0.2, metal=0.4, low=5200), delay=0.2),
        "conga low": seated("conga low", Membrane(hz=180, ring=0.3, drive=0.0), delay=0.2),
        "block": seated(
            "block", Bell(hz=980, ring=0.08, partials=((1, 1, 1), (2.6, 0.5, 0.6))), delay=0.4
        ),
    },
    grooves={
        "kick": ("........X.......", "........X......~"),
        "rim": ("........X.......", "........X.....o."),
        "hat": ("x.ogx.o.x.ogx.o.", "x.o.x.ogx.o.x.og"),
        "open": ("................", "......o........."),
        "conga low": ("............g.o.", "................"),
        "block": ("...~............", "..........~....."),
    },
    fill=("snare", "rim"),
    swing=0.35,
    bass=("1--.3.5.1--..1-.", "..1-1-3-5---..a."),
    comp=("....x.......x...",),
    cast=("dub bass", "organ", "", ""),
    shape="triad",
    moods=("chill", "static", "dark"),
    minor=0.85,
    room="spring",
    balance={"bass": -4.0, "harmony": 2.0},
    duck=0.2,
    core=("kick", "rim"),
)
