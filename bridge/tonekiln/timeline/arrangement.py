"""Clips laid out as a session, for the files that other DAWs open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from tonekiln.protocol import Clip
from tonekiln.protocol.grid import Meter

from .tempo_map import MeterChange, TempoChange, TempoMap


@dataclass(frozen=True, slots=True)
class Laid:
    """A clip at its bar.

    Attributes:
        quarters: where it begins, in quarter notes from the start.
        length: in quarter notes; whole bars for a loop.
    """

    clip: Clip
    bar: int
    quarters: Fraction
    length: Fraction


@dataclass(frozen=True, slots=True)
class Marker:
    """A name at a point in musical time."""

    quarters: Fraction
    name: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A session: its tempo map, its clips, its markers."""

    tempo_map: TempoMap
    clips: tuple[Laid, ...]
    markers: tuple[Marker, ...]
    end: Fraction


def arrange(clips: Sequence[Clip]) -> Arrangement:
    """Lay clips out so that each plays at its own tempo.

    Neighbours of one tempo and meter are stacked at one bar, each for a track of its own; where
    tempo or meter change, the next section begins after the longest clip of the one before.

    Raises:
        ValueError: there are no clips.
    """
    if not clips:
        raise ValueError("there must be a clip")
    tempos: list[TempoChange] = []
    meters: list[MeterChange] = []
    laid: list[Laid] = []
    markers: list[Marker] = []
    bar, quarters = 1, Fraction(0)
    for (bpm, meter_text), members in groupby(clips, lambda clip: (clip.bpm, clip.meter)):
        meter = Meter.parse(meter_text)
        exact_bpm = Decimal(f"{bpm:.6f}")
        if not tempos or tempos[-1].bpm != exact_bpm:
            tempos.append(TempoChange(quarters, exact_bpm))
        if not meters or meters[-1].meter != meter:
            meters.append(MeterChange(bar, meter))
        markers.append(Marker(quarters, f"{bpm:g} bpm, {meter}"))
        section = [Laid(clip, bar, quarters, _length(clip, exact_bpm, meter)) for clip in members]
        laid += section
        bars = max(_whole_bars(one.length, meter) for one in section)
        bar, quarters = bar + bars, quarters + bars * _bar(meter)
    return Arrangement(
        TempoMap(tuple(tempos), tuple(meters)), tuple(laid), tuple(markers), quarters
    )


def _length(clip: Clip, bpm: Decimal, meter: Meter) -> Fraction:
    if clip.bars is not None:
        return clip.bars * _bar(meter)
    return Fraction(clip.frames, clip.sample_rate) * Fraction(bpm) / 60


def _whole_bars(length: Fraction, meter: Meter) -> int:
    return max(1, -(-length // _bar(meter)))


def _bar(meter: Meter) -> Fraction:
    return Fraction(4 * meter.numerator, meter.denominator)
