"""Afrobeat: interlocking bell, shekere and congas around a talking kit."""

from __future__ import annotations

from ..kit.cymbals import Hat
from ..kit.kick import Kick
from ..kit.percussion import Bell, Shaker
from ..kit.snare import Rim, Snare
from ..kit.toms import Membrane
from .seats import seated
from .style import Style

AFROBEAT = Style(
    name="afrobeat",
    tempo=(92, 128),
    kit={
        "kick": seated(
            "kick",
            Kick(hz=63, drop=1.3, drop_seconds=0.012, ring=0.24, click=0.3, wood=0.4, drive=0.5),
            level=-8.0,
        ),
        "snare": seated(
            "snare",
            Snare(hz=225, ring=0.13, wires=0.6, wires_seconds=0.13, low=1100, crack=0.4),
            level=-11.0,
        ),
        "rim": seated("rim", Rim(hz=560)),
        "hat": seated("hat", Hat(ring=0.05, metal=0.45, low=5500), level=-17.0),
        "open": seated("open", Hat(ring=0.18, metal=0.45, low=5000)),
        "shaker": seated("shaker", Shaker(seconds=0.1, low=3000), level=-14.0),
        "bell": seated("bell", Bell(hz=720, ring=0.22), level=-13.0),
        "conga high": seated(
            "conga high", Membrane(hz=340, ring=0.2, slap=0.6, slap_hz=4200, drive=0.0), level=-10.0
        ),
        "conga low": seated(
            "conga low", Membrane(hz=205, ring=0.32, slap=0.4, drive=0.0), level=-9.0
        ),
    },
    grooves={
        "kick": ("X.....x...X..x..", "X..x..x...X....."),
        "snare": ("...g..o..g..o..g", "....o..g.g..o.g."),
        "rim": ("....x.......x...", "................"),
        "hat": ("x.ogx.o.x.ogx.oo", "x.o.xgo.x.o.xgo."),
        # The 3-2 clave as an agogo plays it.
        "bell": ("x..x..x...x.x...",),
        "shaker": ("xgogxgogxgogxgog",),
        "conga high": ("..o...x...o..gx.", "..og..x..go...x."),
        "conga low": ("......o.......oo", "...o..o......o.o"),
    },
    fill=("conga high", "conga low", "snare"),
    swing=0.12,
    bass=("1..1..5...8.5.a.", "1.1...8..5.1..a."),
    comp=("..x.o.x...x.o.x.", "x..x..x...x.x..."),
    cast=("plucked bass", "muted guitar", "", "trumpet"),
    moods=("happy", "static", "hopeful"),
    minor=0.8,
    room="room",
    balance={"melody": -2.0},
    duck=0.15,
)
