"""Drum and bass: a two-step break at full speed over a slow bass."""

from __future__ import annotations

from ..kit.cymbals import Cymbal, Hat
from ..kit.kick import Kick
from ..kit.percussion import Shaker
from ..kit.snare import Snare
from .seats import seated
from .style import Style

DRUM_AND_BASS = Style(
    name="drum and bass",
    tempo=(160, 182),
    kit={
        "kick": seated(
            "kick", Kick(hz=56, drop=2.2, drop_seconds=0.014, ring=0.24, click=0.4, drive=1.4)
        ),
        "snare": seated(
            "snare",
            Snare(
                hz=218, ring=0.16, wires=0.85, wires_seconds=0.19, crack=0.9, drive=1.4, low=1400
            ),
        ),
        "hat": seated("hat", Hat(ring=0.045, metal=0.5, low=8000), level=-17.0),
        "open": seated("open", Hat(ring=0.2, metal=0.5, low=7000)),
        "ride": seated("ride", Cymbal(ring=0.5, low=1500, bell=0.3), level=-21.0),
        "shaker": seated("shaker", Shaker(seconds=0.05, low=7000)),
    },
    grooves={
        "kick": ("X.........X.....", "X.........X..~.."),
        "snare": ("....X.......X...", "....X..g.g..X..g", "....X..g....X.g."),
        "hat": ("x.o.x.o.x.o.x.o.", "x.o.x.oox.o.x.og"),
        "ride": ("................", "x...x...x...x..."),
        "shaker": ("gogogogogogogogo",),
        "open": ("......o.........", "................"),
    },
    fill=("snare", "kick"),
    bass=("1-----1-..1-----", "1---..3-5-----a-"),
    comp=("x---------------", "x-----------x---"),
    cast=("reese bass", "rhodes", "analog pad", "pluck"),
    shape="ninth",
    moods=("dark", "hopeful", "chill"),
    minor=0.9,
    room="plate",
    duck=0.35,
)
