"""Disco: four on the floor with sixteenth hats, octave bass, strings."""

from __future__ import annotations

from ..kit.clap import Clap
from ..kit.cymbals import Hat
from ..kit.kick import Kick
from ..kit.percussion import Bell, Shaker
from ..kit.snare import Snare
from ..kit.toms import Membrane
from .seats import seated
from .style import Style

DISCO = Style(
    name="disco",
    tempo=(108, 130),
    kit={
        "kick": seated(
            "kick",
            Kick(hz=60, drop=1.4, drop_seconds=0.012, ring=0.25, click=0.4, wood=0.4, drive=0.8),
        ),
        "snare": seated(
            "snare", Snare(hz=200, ring=0.15, wires=0.85, wires_seconds=0.2, low=1000, crack=0.5)
        ),
        "clap": seated("clap", Clap(tail=0.15), level=-15.0),
        "hat": seated("hat", Hat(ring=0.055, metal=0.5, low=6500), level=-19.0),
        "open": seated("open", Hat(ring=0.26, metal=0.5, low=5600), level=-16.0),
        "tambourine": seated("tambourine", Shaker(low=4500, jingle=0.7)),
        "conga high": seated(
            "conga high", Membrane(hz=330, ring=0.22, slap=0.5, slap_hz=4000, drive=0.0)
        ),
        "conga low": seated(
            "conga low", Membrane(hz=210, ring=0.3, slap=0.4, slap_hz=3000, drive=0.0)
        ),
        "bell": seated("bell", Bell(hz=560)),
        "tom high": seated("tom high", Membrane(hz=170, ring=0.35)),
        "tom low": seated("tom low", Membrane(hz=105, ring=0.45)),
    },
    grooves={
        "kick": ("X...X...X...X...",),
        "snare": ("....X.......X...", "....X.......X.~."),
        "clap": ("....x.......x...",),
        "open": ("..X...X...X...X.",),
        "hat": ("xo.oxo.oxo.oxo.o",),
        "tambourine": ("....x.......x...",),
        "conga high": ("..o...g...oo..g.", "..o..g....oog.o."),
        "conga low": ("......o.......o.", "...o..o......o.."),
        "bell": ("x...x...x...x...", "x...x...x.o.x..."),
    },
    fill=("snare", "tom high", "tom low"),
    bass=("1.8.1.8.1.8.1.8.", "1.881.8.1.8.5.8a"),
    comp=("..x...x...x...x.", "x..x..x...x..x.."),
    cast=("plucked bass", "clavinet", "strings", "trumpet"),
    moods=("happy", "hopeful"),
    minor=0.6,
    room="plate",
    duck=0.3,
)
