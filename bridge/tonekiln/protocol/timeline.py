"""Onto the timeline of a DAW that runs where the daemon runs: which roads are open, and placing."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from . import fields as f
from .message import Direction, Message


class ListRoads(Message, frozen=True, kw_only=True):
    """Ask which DAWs take clips now. A DAW is asked too, so the answer may take seconds."""

    kind: ClassVar[str] = "list_roads"


class RoadRow(Struct, frozen=True, kw_only=True):
    """One DAW. `says` is what its script says while it is open, else what to do to open it."""

    name: str
    title: str
    open: bool
    says: str = ""


class RoadList(Message, frozen=True, kw_only=True):
    """Every DAW there is a road to, the best for a timeline first."""

    kind: ClassVar[str] = "road_list"
    direction: ClassVar[Direction] = "reply"

    roads: tuple[RoadRow, ...]


class PlaceClip(Message, frozen=True, kw_only=True):
    """Put a clip onto a timeline. The same id twice is one placement; null `daw` is the best road.

    `track` is made where there is none of that name. `replacing` is an earlier placement's `item`:
    the clip takes its spot and track.
    """

    kind: ClassVar[str] = "place_clip"

    clip_id: f.Identifier
    at: f.PlaceAt = f.PlaceAt.NOW
    bar: f.TimelineBar | None = None
    daw: f.Name | None = None
    track: f.TrackName | None = None
    replacing: f.Item | None = None


class ClipPlaced(Message, frozen=True, kw_only=True):
    """Where a clip went, as the DAW said afterwards, in what that DAW counts in."""

    kind: ClassVar[str] = "clip_placed"
    direction: ClassVar[Direction] = "reply"

    clip_id: f.Identifier
    road: str
    title: str
    track: str
    item: str = ""
    bar: int | None = None
    sample: int | None = None
    sample_rate: int | None = None
    beats: float | None = None
    slot: int | None = None
