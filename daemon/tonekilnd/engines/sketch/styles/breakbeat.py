"""Breakbeat: a funk drummer's ghost notes and displaced backbeat."""

from __future__ import annotations

from ..kit.cymbals import Cymbal, Hat
from ..kit.kick import Kick
from ..kit.percussion import Shaker
from ..kit.snare import Snare
from .seats import seated
from .style import Style

BREAKBEAT = Style(
    name="breakbeat",
    tempo=(96, 142),
    kit={
        "kick": seated(
            "kick",
            Kick(hz=62, drop=1.5, drop_seconds=0.015, ring=0.26, click=0.35, wood=0.45, drive=1.0),
        ),
        "snare": seated(
            "snare",
            Snare(
                hz=235,
                ring=0.2,
                wires=0.8,
                wires_seconds=0.22,
                low=900,
                high=9500,
                crack=0.6,
                drive=1.0,
            ),
        ),
        "hat": seated("hat", Hat(ring=0.06, metal=0.45, low=5200), level=-17.0),
        "open": seated("open", Hat(ring=0.28, metal=0.45, low=4800)),
        "ride": seated("ride", Cymbal(ring=0.9, low=900, bell=0.7), level=-20.0),
        "crash": seated("crash", Cymbal(ring=1.6, low=500)),
        "tambourine": seated("tambourine", Shaker(low=5000, jingle=0.5)),
    },
    grooves={
        # The displaced snare and doubled kick of late-sixties funk drumming.
        "kick": ("X.x.......xx....", "X.x.......x....~", "X.x.......x....."),
        "snare": ("....X..g.g..X..g", "....X..g.g....X.", ".g..X..g.g....X."),
        "ride": ("x.x.x.x.x.x.x.x.", "................"),
        "hat": ("................", "x.x.x.x.x.x.x.x."),
        "open": ("................", "..........o....."),
        "tambourine": ("....o.......o...",),
        "crash": ("x...............",),
    },
    fill=("snare", "kick"),
    swing=0.18,
    bass=("1..1..1.8...5.a.", "1.1...3.5..1..a."),
    comp=("x..o..x.....o...", "..x...x..o..x..."),
    cast=("slap bass", "clavinet", "", "saxophone"),
    shape="ninth",
    moods=("happy", "hopeful", "chill"),
    minor=0.75,
    room="room",
    duck=0.25,
)
