"""Lo-fi hip hop: a dusty, swung boom-bap under electric piano."""

from __future__ import annotations

from ..kit.cymbals import Hat
from ..kit.kick import Kick
from ..kit.percussion import Shaker
from ..kit.snare import Rim, Snare
from .seats import seated
from .style import Style

LOFI = Style(
    name="lo-fi",
    tempo=(68, 96),
    kit={
        "kick": seated(
            "kick",
            Kick(
                hz=56,
                drop=1.6,
                drop_seconds=0.02,
                ring=0.3,
                click=0.12,
                click_hz=1800,
                drive=0.6,
                wood=0.3,
            ),
        ),
        "snare": seated(
            "snare",
            Snare(
                hz=172,
                ring=0.14,
                wires=0.75,
                wires_seconds=0.17,
                low=700,
                high=5200,
                crack=0.25,
                drive=1.0,
            ),
        ),
        "hat": seated("hat", Hat(ring=0.05, metal=0.3, low=4200), level=-18.0),
        "open": seated("open", Hat(ring=0.22, metal=0.3, low=3800), level=-20.0),
        "rim": seated("rim", Rim(hz=420, ring=0.07)),
        "shaker": seated("shaker", Shaker(low=3400), level=-24.0),
    },
    grooves={
        "kick": ("X.....x...X.....", "X......x.xX....~"),
        "snare": ("....X.......X...", "....X..g....X.~g"),
        "hat": ("x.o.x.ogx.o.x.o.", "x.ogx.o.x.o.x.og"),
        "open": ("................", "..............o."),
        "rim": ("..........~.....", "...~..........~."),
        "shaker": ("..g...g...g...g.",),
    },
    fill=("snare", "rim"),
    swing=0.55,
    bass=("1-----.1--5---a-", "1---..8-1--3--a-"),
    comp=("x-----.x------..", "x---------x-----"),
    cast=("upright bass", "rhodes", "", "vibraphone"),
    shape="seventh",
    texture="vinyl",
    moods=("chill", "sad", "hopeful"),
    minor=0.7,
    room="room",
    balance={"drums": -1.0, "harmony": 2.0},
    duck=0.4,
)
