"""Roads into DAWs, and a clip that is placed."""

from __future__ import annotations

from ... import (
    ClipPlaced,
    ListRoads,
    PlaceAt,
    PlaceClip,
    RoadList,
    RoadRow,
)
from .example import Example, answered, asked
from .library import CLIP

_ROADS = (
    RoadRow(name="ardour", title="Ardour", open=True, says="Ardour song"),
    RoadRow(name="reaper", title="REAPER", open=False, says="tonekiln daw install reaper"),
)

EXAMPLES: tuple[Example, ...] = (
    asked(ListRoads()),
    asked(
        PlaceClip(clip_id=CLIP.clip_id, at=PlaceAt.BAR, bar=17, daw="ardour", track="Töne & more")
    ),
    answered(RoadList(roads=_ROADS), "ask-list_roads"),
    answered(
        ClipPlaced(
            clip_id=CLIP.clip_id,
            road="ardour",
            title="Ardour",
            track="Töne & more",
            item="2417",
            bar=17,
            sample=1_411_200,
            sample_rate=44_100,
        ),
        "ask-place_clip",
    ),
)
