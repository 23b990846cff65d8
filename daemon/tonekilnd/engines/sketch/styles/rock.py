"""Rock: a big live kit, eighths on the hats, toms to turn around."""

from __future__ import annotations

from ..kit.cymbals import Cymbal, Hat
from ..kit.kick import Kick
from ..kit.snare import Snare
from ..kit.toms import Membrane
from .seats import seated
from .style import Style

ROCK = Style(
    name="rock",
    tempo=(95, 165),
    kit={
        "kick": seated(
            "kick",
            Kick(
                hz=66,
                drop=1.3,
                drop_seconds=0.012,
                ring=0.3,
                click=0.55,
                click_hz=4200,
                wood=0.6,
                drive=1.2,
            ),
            reverb=0.08,
        ),
        "snare": seated(
            "snare",
            Snare(
                hz=180,
                ring=0.26,
                wires=0.95,
                wires_seconds=0.32,
                low=800,
                high=10_000,
                crack=0.6,
                drive=1.2,
            ),
            reverb=0.2,
        ),
        "hat": seated("hat", Hat(ring=0.09, metal=0.5, low=4000), level=-17.0),
        "open": seated("open", Hat(ring=0.5, metal=0.5, low=3600), level=-17.0),
        "crash": seated("crash", Cymbal(ring=2.2, low=320), level=-16.0),
        "ride": seated("ride", Cymbal(ring=1.2, low=500, bell=0.6)),
        "tom high": seated("tom high", Membrane(hz=150, ring=0.45, slap=0.5), reverb=0.18),
        "tom low": seated("tom low", Membrane(hz=88, ring=0.6, slap=0.5), reverb=0.18),
    },
    grooves={
        "kick": ("X.....x.X.......", "X.....x.X.x.....", "X..x....X.x....."),
        "snare": ("....X.......X...", "....X.......X..~"),
        "hat": ("X.o.X.o.X.o.X.o.",),
        "open": ("................", "..............x."),
        "crash": ("x...............",),
    },
    fill=("snare", "tom high", "tom low"),
    bass=("1.1.1.1.1.1.1.1.", "1.1.1.1.5.5.1.a."),
    comp=("x-x.x-x.x-x.x-x.", "x---x-x-x---x-x-"),
    cast=("plucked bass", "electric guitar", "organ", "saw lead"),
    shape="power",
    moods=("epic", "hopeful", "happy"),
    minor=0.5,
    room="chamber",
    duck=0.2,
)
