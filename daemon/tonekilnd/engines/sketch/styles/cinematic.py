"""Cinematic: taikos, low booms, ostinato strings, brass."""

from __future__ import annotations

from ..kit.cymbals import Cymbal
from ..kit.kick import Kick
from ..kit.percussion import Bell
from ..kit.snare import Snare
from ..kit.toms import Membrane
from .seats import seated
from .style import Style

CINEMATIC = Style(
    name="cinematic",
    tempo=(70, 150),
    kit={
        "boom": seated(
            "boom",
            Kick(
                hz=38, drop=1.3, drop_seconds=0.03, ring=1.5, click=0.15, click_hz=1200, drive=1.0
            ),
        ),
        "kick": seated(
            "kick",
            Membrane(hz=62, ring=0.8, bend=0.5, slap=0.55, slap_hz=2600, drive=1.0),
            level=-7.0,
            reverb=0.3,
        ),
        "tom low": seated(
            "tom low", Membrane(hz=84, ring=0.6, slap=0.6, slap_hz=3200, drive=0.8), reverb=0.3
        ),
        "tom high": seated(
            "tom high", Membrane(hz=132, ring=0.45, slap=0.7, slap_hz=4000, drive=0.8), reverb=0.3
        ),
        "snare": seated(
            "snare",
            Snare(hz=165, ring=0.2, wires=1.0, wires_seconds=0.3, low=900, crack=0.5),
            level=-11.0,
            reverb=0.35,
        ),
        "block": seated(
            "block",
            Bell(hz=820, ring=0.1, partials=((1, 1, 1), (2.9, 0.5, 0.6))),
            level=-17.0,
            reverb=0.4,
        ),
        "crash": seated("crash", Cymbal(ring=2.8, low=260, swell=0.05), level=-14.0, reverb=0.3),
    },
    grooves={
        "boom": ("X...............", "................"),
        "kick": ("X..x..x.X..x..x.", "X..x..x.X.x.x..."),
        "tom low": ("..o..o....o..o..", "..o..o..o..o..oo"),
        "tom high": ("....x.......x.o.", "....x.oo....x.x."),
        "snare": ("................", "............g.go"),
        "block": ("o.g.o.g.o.g.o.g.",),
        "crash": ("x...............",),
    },
    fill=("tom high", "tom low", "kick"),
    bass=("1-------1-------", "1---1---1---1---"),
    comp=("x.oox.oox.oox.oo",),
    cast=("sub bass", "staccato strings", "strings", "brass"),
    shape="triad",
    moods=("epic", "dark", "tense"),
    minor=0.95,
    room="hall",
    balance={"harmony": 1.0},
    duck=0.15,
    pulse=("block",),
    core=("kick", "boom"),
)
