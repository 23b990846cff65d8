"""Every road there is, and which are open now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tonekiln.home import Home
from tonekiln.protocol.errors import InvalidRequest

from . import ardour, bitwig, live, reaper
from .installation import Installation
from .letters import Letter
from .road import Road


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


def daw_named(name: str) -> Daw:
    """A DAW by its name on the command line.

    Raises:
        InvalidRequest: none is called so.
    """
    if name not in DAWS:
        raise InvalidRequest(f"{name} is no DAW with a road", field="daw", bound=" or ".join(DAWS))
    return DAWS[name]


def open_roads(home: Home) -> Iterator[tuple[Road, Letter]]:
    """Roads whose script answers now, best first, each with what it says of itself."""
    for daw in DAWS.values():
        road = daw.road(home)
        status = road.status()
        if status is not None:
            yield road, status
