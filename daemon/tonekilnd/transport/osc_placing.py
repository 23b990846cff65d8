"""`/tonekiln/place`: a surface puts a clip onto the timeline of the DAW that runs here."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from tonekiln.home import Home
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.timeline.errors import RoadClosed
from tonekiln.timeline.road import Placement, Road
from tonekiln.timeline.roads import daw_named, open_roads
from tonekiln.timeline.spot import Spot
from tonekilnd.library.store import Library


class OscPlacing:
    """One placement at a time, on a thread: a DAW may take seconds to answer."""

    def __init__(self, home: Home, library: Library) -> None:
        self._home = home
        self._library = library
        self._turn = asyncio.Lock()

    async def place(self, arguments: Sequence[Any]) -> Placement:
        """Place a clip.

        Args:
            arguments: the clip's id; then, if given, where (as `--at` has it), the DAW or "",
                and the track.

        Raises:
            TonekilnError: no such clip, spot or DAW; or the DAW cannot do it. The clip stays.
        """
        words = [*arguments, *("", "now", "", "")[len(arguments) :]][:4]
        if not all(isinstance(word, str) for word in words):
            raise InvalidRequest(
                "clip, where, DAW and track must be strings", field="clip", bound="clip, at, daw"
            )
        clip_id, at, daw, track = words
        clip, spot = self._library.find(clip_id), Spot.parse(at)
        async with self._turn:
            road = await asyncio.to_thread(self._road, daw)
            return await asyncio.to_thread(road.place, clip, spot, track=track or None)

    def path_of(self, clip_id: str) -> str:
        """The file of a clip. Raises NotFound."""
        return self._library.find(clip_id).path

    def _road(self, name: str) -> Road:
        if name:
            return daw_named(name).road(self._home)
        for road, _ in open_roads(self._home):
            return road
        raise RoadClosed("no DAW listens", field="daw", hint="tonekiln daw status")
