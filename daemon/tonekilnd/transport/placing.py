"""Clips onto the timeline of a DAW on this machine, for the plugin, scripts and OSC alike.

Lives on the event loop; DAWs are asked on threads, since each may take seconds to answer, and
one that hangs must not keep the daemon from ending.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from functools import partial
from typing import Any

from tonekiln.home import Home
from tonekiln.protocol import Clip, ClipPlaced, PlaceClip, RoadList, RoadRow
from tonekiln.protocol.errors import Busy
from tonekiln.timeline.road import Placement, Road
from tonekiln.timeline.roads import DAWS, RoadState, chosen_road, road_state
from tonekiln.timeline.spot import Spot
from tonekilnd.background import in_background
from tonekilnd.library.store import Library

_MOST_UNDER_WAY = 16
_MOST_REMEMBERED = 256


class Placing:
    """One placement at a time in each DAW, in the order they were asked for."""

    def __init__(self, home: Home, library: Library) -> None:
        self._home = home
        self._library = library
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._placements: dict[str, asyncio.Task[ClipPlaced]] = {}
        self._listing: asyncio.Task[RoadList] | None = None

    async def roads(self) -> RoadList:
        """How every road stands. Whoever asks while DAWs are being asked hears the same answer."""
        if self._listing is None or self._listing.done():
            self._listing = asyncio.get_running_loop().create_task(self._list())
        return await asyncio.shield(self._listing)

    async def place(self, request: PlaceClip, name: str) -> ClipPlaced:
        """Place a clip.

        Args:
            request: which, where, in which DAW.
            name: the request's id; the same one again is the same placement.

        Raises:
            TonekilnError: no such clip, spot or DAW; or the DAW cannot do it. The clip stays.
        """
        placement = self._placements.get(name)
        if placement is None:
            if sum(not task.done() for task in self._placements.values()) >= _MOST_UNDER_WAY:
                raise Busy("too many placements are under way", field="clip_id")
            placement = self._remember(name, self._place(request))
        return await asyncio.shield(placement)

    def _remember(
        self, name: str, work: Coroutine[Any, Any, ClipPlaced]
    ) -> asyncio.Task[ClipPlaced]:
        task = self._placements[name] = asyncio.get_running_loop().create_task(work)
        ended = [other for other, done in self._placements.items() if done.done()]
        for old in ended[: max(0, len(self._placements) - _MOST_REMEMBERED)]:
            del self._placements[old]
        return task

    async def _place(self, request: PlaceClip) -> ClipPlaced:
        clip, spot = self._library.find(request.clip_id), Spot(request.at, request.bar)
        road = await in_background(lambda: chosen_road(self._home, request.daw), "choosing a road")
        async with self._turns[road.name]:
            placement = await in_background(
                lambda: road.place(clip, spot, track=request.track, replacing=request.replacing),
                "placing",
            )
        return _told(clip, road, placement)

    async def _list(self) -> RoadList:
        states = await asyncio.gather(
            *(in_background(partial(road_state, self._home, name), "asking DAWs") for name in DAWS)
        )
        return RoadList(roads=tuple(_row(state) for state in states))


def _row(state: RoadState) -> RoadRow:
    return RoadRow(name=state.road.name, title=state.road.title, open=state.open, says=state.says)


def _told(clip: Clip, road: Road, placement: Placement) -> ClipPlaced:
    return ClipPlaced(
        clip_id=clip.clip_id,
        road=road.name,
        title=road.title,
        track=placement.track,
        item=placement.item,
        bar=placement.bar,
        sample=placement.sample,
        sample_rate=placement.sample_rate,
        beats=placement.beats,
        slot=placement.slot,
    )
