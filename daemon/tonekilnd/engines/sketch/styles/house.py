"""House: four on the floor, off-beat open hats, claps on two and four."""

from __future__ import annotations

from ..kit.clap import Clap
from ..kit.cymbals import Hat
from ..kit.kick import Kick
from ..kit.percussion import Shaker
from ..kit.snare import Rim
from ..kit.toms import Membrane
from .seats import seated
from .style import Style

HOUSE = Style(
    name="house",
    tempo=(115, 132),
    kit={
        "kick": seated("kick", Kick(hz=51, drop=2.3, drop_seconds=0.016, ring=0.42, drive=0.9)),
        "clap": seated("clap", Clap()),
        "hat": seated("hat", Hat(ring=0.06, low=7500)),
        "open": seated("open", Hat(ring=0.32, low=6500)),
        "shaker": seated("shaker", Shaker(seconds=0.08)),
        "rim": seated("rim", Rim(hz=520)),
        "tom low": seated("tom low", Membrane(hz=98, ring=0.35)),
    },
    grooves={
        "kick": ("X...X...X...X...",),
        "clap": ("....X.......X...", "....X.......X..~"),
        "open": ("..x...x...x...x.",),
        "hat": ("o.~go.~.o.~go.~.", "o.~go.~go.~go.og"),
        "shaker": ("ogxgogxgogxgogxg",),
        "rim": ("...~..o....~..o.", "......o...o...~."),
    },
    fill=("clap", "tom low"),
    swing=0.22,
    bass=("..1...1...1.8.1.", "..1..1..1.1...5a"),
    comp=("..x..x....x..x..", "x..x..x...x..x.."),
    cast=("fm bass", "house organ", "warm pad", "pluck"),
    moods=("happy", "chill", "hopeful"),
    minor=0.6,
    room="plate",
    duck=0.6,
)
