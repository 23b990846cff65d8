"""Where a clip is meant to go, as a person says it, and the position that this means.

A road into a running DAW leaves this arithmetic to the DAW's own tempo map. It is used where no
DAW takes part (files, "spot to original time"), and the tests hold the DAWs' answers against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.fields import PlaceAt
from tonekiln.protocol.limits import MAX_TIMELINE_BAR

from .tempo_map import TempoMap


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a timeline.

    Attributes:
        at: `now` is where playback is at this moment; `next_bar` the first bar line there or
            later; `playhead` where the cursor rests (playback's start, where the DAW has no
            other cursor); `loop_start`, `selection` and `bar` are what they say.
        bar: with `PlaceAt.BAR`, the bar, the first being 1.
    """

    at: PlaceAt = PlaceAt.NOW
    bar: int | None = None

    def __post_init__(self) -> None:
        if (self.at is PlaceAt.BAR) != (self.bar is not None):
            raise InvalidRequest("a bar is needed with `bar`, and only there", field="at")
        if self.bar is not None and not 1 <= self.bar <= MAX_TIMELINE_BAR:
            raise InvalidRequest(
                "there is no such bar", field="at", bound=f"bar 1 to {MAX_TIMELINE_BAR}"
            )

    @classmethod
    def parse(cls, text: str) -> Spot:
        """Read `now`, `next_bar` (or `next-bar`), ..., or the number of a bar.

        Raises:
            InvalidRequest: it is none of these.
        """
        word = text.strip().lower().replace("-", "_")
        if word.isascii() and word.isdigit():
            return cls(PlaceAt.BAR, int(word[:9]))
        places = [place.value for place in PlaceAt if place is not PlaceAt.BAR]
        if word not in places:
            raise InvalidRequest(
                f"{text!r} is no place on a timeline",
                field="at",
                bound=", ".join(places) + " or a bar's number",
            )
        return cls(PlaceAt(word))

    def __str__(self) -> str:
        return f"bar {self.bar}" if self.bar is not None else self.at.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Transport:
    """What a host's transport shows, in samples from the start of the timeline.

    Attributes:
        now: where playback is.
        playhead: where the cursor rests.
        loop_start: None without a loop.
        selection: start of the time selection; None without one.
    """

    now: int
    playhead: int
    loop_start: int | None = None
    selection: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """An exact position: the sample, and the musical time that it stands for."""

    sample: int
    quarters: Fraction
    bar: int


def position_of(
    spot: Spot, transport: Transport, tempo_map: TempoMap, sample_rate: int
) -> Position:
    """The position that `spot` means.

    Raises:
        InvalidRequest: the host has no loop or no selection.
    """
    if spot.bar is not None:
        return _bar(spot.bar, tempo_map, sample_rate)
    if spot.at is PlaceAt.NEXT_BAR:
        return _bar(_bar_from(transport.now, tempo_map, sample_rate), tempo_map, sample_rate)
    return _sample(_marked(spot.at, transport), tempo_map, sample_rate)


def _marked(at: PlaceAt, transport: Transport) -> int:
    samples = {
        PlaceAt.NOW: transport.now,
        PlaceAt.PLAYHEAD: transport.playhead,
        PlaceAt.LOOP_START: transport.loop_start,
        PlaceAt.SELECTION: transport.selection,
    }
    sample = samples[at]
    if sample is None:
        missing = "loop" if at is PlaceAt.LOOP_START else "time selection"
        raise InvalidRequest(f"the session has no {missing}", field="at", hint="name a bar instead")
    return sample


def _bar(bar: int, tempo_map: TempoMap, sample_rate: int) -> Position:
    quarters = tempo_map.quarters_at_bar(bar)
    return Position(tempo_map.sample_at(quarters, sample_rate), quarters, bar)


def _bar_from(sample: int, tempo_map: TempoMap, sample_rate: int) -> int:
    """The first bar whose line is at `sample` or later."""
    bar = max(1, tempo_map.bar_at(tempo_map.quarters_at(Fraction(sample, sample_rate))))
    return bar if tempo_map.sample_of_bar(bar, sample_rate) >= sample else bar + 1


def _sample(sample: int, tempo_map: TempoMap, sample_rate: int) -> Position:
    quarters = tempo_map.quarters_at(Fraction(sample, sample_rate))
    return Position(sample, quarters, tempo_map.bar_at(quarters))
