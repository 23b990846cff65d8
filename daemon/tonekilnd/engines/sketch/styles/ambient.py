"""Ambient pulse: a heartbeat under pads."""

from __future__ import annotations

from ..kit.cymbals import Hat
from ..kit.kick import Kick
from ..kit.percussion import Bell, Shaker
from ..kit.snare import Rim
from .seats import seated
from .style import Style

AMBIENT = Style(
    name="ambient",
    tempo=(60, 112),
    kit={
        "kick": seated(
            "kick",
            Kick(
                hz=44, drop=1.4, drop_seconds=0.02, ring=0.5, click=0.08, click_hz=1200, drive=0.2
            ),
            reverb=0.25,
        ),
        "rim": seated("rim", Rim(hz=1150, ring=0.05), level=-15.0, reverb=0.6, delay=0.3),
        "hat": seated("hat", Hat(ring=0.04, metal=0.2, low=7000), level=-20.0, reverb=0.3),
        "shaker": seated("shaker", Shaker(seconds=0.12), level=-19.0, reverb=0.4),
        "block": seated(
            "block",
            Bell(hz=1320, ring=0.1, partials=((1, 1, 1), (2.7, 0.3, 0.5))),
            reverb=0.6,
            delay=0.4,
        ),
    },
    grooves={
        "kick": ("X.......x.......", "X..o....x......."),
        "rim": ("......o.......~.", "..........o....."),
        "hat": ("..g...g...g...g.",),
        "shaker": ("....o.......o...",),
        "block": ("...~.........o..", "...........~...."),
    },
    fill=(),
    bass=("1---------------", "1-------5-------"),
    comp=("x---------------",),
    cast=("sub bass", "", "shimmer pad", "vibraphone"),
    shape="ninth",
    texture="wind",
    moods=("chill", "hopeful", "static"),
    minor=0.5,
    room="cathedral",
    balance={"drums": -6.0, "bass": -4.0, "harmony": 3.0},
    duck=0.4,
)
