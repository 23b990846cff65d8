"""Every road there is, and which are open now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tonekiln import foreign
from tonekiln.home import Home
from tonekiln.protocol.errors import InvalidRequest

from . import ardour, bitwig, live, reaper
from .errors import RoadClosed
from .installation import Installation, record_of
from .road import Road

_SAYS = ("daw", "version", "session")


@dataclass(frozen=True, slots=True)
class Daw:
    """One DAW: how to reach it and what it needs."""

    name: str
    road: Callable[[Home], Road]
    installation: Callable[[Home, Path | None], Installation]


DAWS = {
    daw.name: daw
    for daw in (
        Daw("ardour", ardour.road, ardour.installation),
        Daw("reaper", reaper.road, reaper.installation),
        Daw("live", live.road, live.installation),
        Daw("bitwig", bitwig.road, bitwig.installation),
    )
}
"""Best first: timelines to the sample, a timeline in beats, slots."""


_NAMES = "|".join(DAWS)


def daw_named(name: str) -> Daw:
    """A DAW by its name on the command line.

    Raises:
        InvalidRequest: none is called so.
    """
    if name not in DAWS:
        raise InvalidRequest(f"{name} is no DAW with a road", field="daw", bound=" or ".join(DAWS))
    return DAWS[name]


@dataclass(frozen=True, slots=True)
class RoadState:
    """How a DAW's road stands.

    Attributes:
        open: a script of ours answers in that DAW now.
        installed: our script was put there.
        says: what the script says of itself, or what to do to open the road.
    """

    road: Road
    open: bool
    installed: bool
    says: str


def road_state(home: Home, name: str) -> RoadState:
    """How the road into one DAW stands; may take seconds where a DAW is busy.

    Raises:
        InvalidRequest: none is called so.
    """
    daw = daw_named(name)
    road = daw.road(home)
    installed = foreign.is_there(record_of(home, name))
    said = road.status()
    if said is not None:
        return RoadState(road, True, installed, " ".join(said[k] for k in _SAYS if said.get(k)))
    says = "start the DAW" if installed and _current(daw, home) else f"tonekiln daw install {name}"
    return RoadState(road, False, installed, says)


def _current(daw: Daw, home: Home) -> bool:
    try:
        return daw.installation(home, None).current
    except InvalidRequest:  # its folder is not where it usually is
        return True


def chosen_road(home: Home, name: str | None) -> Road:
    """The road of that name, or the best that is open.

    Raises:
        InvalidRequest: no DAW is called so.
        RoadClosed: none was named and none is open.
    """
    if name:
        return daw_named(name).road(home)
    for daw in DAWS.values():
        road = daw.road(home)
        if road.status() is not None:
            return road
    raise RoadClosed(
        "no DAW listens", field="daw", hint=f"drag it in, or once: tonekiln daw install {_NAMES}"
    )
